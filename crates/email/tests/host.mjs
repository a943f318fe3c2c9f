// The page's side of `address::Unicode`, as an executable specification: a line of JSON [question, text] in,
// a line with the answer out.
const isWord = (text) => (/^[\0-\x7f\p{L}\p{Nd}\p{Mn}\p{Mc}·͵׳״۽۾་〇・\u200c\u200d]*$/u.test(text) ? 1 : 0);

const asciiLen = (domain) => {
  try {
    const host = new URL("https://" + domain).hostname;
    return /[^.]{64}/.test(host) ? 0 : host.length;
  } catch {
    return 0;
  }
};

let input = "";
for await (const chunk of process.stdin.setEncoding("utf8")) input += chunk;
const answers = input
  .trimEnd()
  .split("\n")
  .map((line) => {
    const [question, text] = JSON.parse(line);
    return question === "word" ? isWord(text) : asciiLen(text);
  });
process.stdout.write(answers.join("\n"));
