// Judges the addresses of a file again and again: a line in, a run, its milliseconds out.
'use strict'

const [modules, file, rounds] = process.argv.slice(2)
const isEmail = require(modules + '/validator/lib/isEmail').default
const addresses = JSON.parse(require('fs').readFileSync(file, 'utf8'))

require('readline')
  .createInterface({ input: process.stdin })
  .on('line', () => {
    let good = 0
    const start = process.hrtime.bigint()
    for (let i = 0; i < rounds; i++) for (const address of addresses) good += isEmail(address)
    const nanoseconds = process.hrtime.bigint() - start
    process.stdout.write(`${nanoseconds} ${good}\n`)
  })
