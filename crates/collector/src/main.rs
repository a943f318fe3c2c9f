//! `leadwell`: the collector as a program.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to its terminal")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use leadwell_collector::config::Overrides;
use leadwell_collector::replay::{Replay, store_path};
use leadwell_collector::store::Store;
use leadwell_collector::{
    Assets, Collector, Config, Deliveries, Destinations, FormSet, Models, Origins, SqliteStore, app, serve,
};
use leadwell_collector::{check, netlify};
use tokio::net::TcpListener;

/// Takes leads, keeps them, shows them.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the collector.
    Serve(Serve),
    /// Say everything that is wrong in the configuration and the form definitions; ends with 1 where something is.
    CheckConfig(CheckConfig),
    /// Judge a list of leads by the rules of a form; ends with 1 where some are bad.
    Check(check::Options),
    /// Make the stages of leads again from their events; ends with 1 where a page said something else.
    Replay(ReplayArgs),
    /// Write the static page by which Netlify learns of forms, or check one; ends with 1 where something is missing.
    Netlify(NetlifyArgs),
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// The configuration; leadwell.toml in the working folder if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address and port; port 0 takes a free one [default: 127.0.0.1:8787]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Where leads are kept [default: sqlite:leadwell.db]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// The widget's files, instead of those in this program
    #[arg(long, value_name = "FOLDER")]
    assets: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct ReplayArgs {
    /// Records to replay, one in a line of JSON, instead of the store's leads; - is the standard input
    #[arg(value_name = "FILE.jsonl")]
    file: Option<PathBuf>,
    /// The configuration, for its store and its model; leadwell.toml in the working folder if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Whose leads [default: the configuration's]
    #[arg(long, value_name = "PATH", conflicts_with = "file")]
    store: Option<String>,
}

#[derive(Debug, clap::Args)]
struct NetlifyArgs {
    /// The folder of form definitions
    #[arg(value_name = "FOLDER")]
    forms: PathBuf,
    /// A field more in each form, such as a `map.*` of the destination adds; may be given several times
    #[arg(long, value_name = "NAME")]
    also: Vec<String>,
    /// Check this page instead of writing one
    #[arg(long, value_name = "PAGE.html")]
    check: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct CheckConfig {
    /// The configuration; leadwell.toml in the working folder if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(serve) => {
            init_tracing();
            allow_many_files();
            run(serve).map(|()| true)
        }
        Command::CheckConfig(check) => Ok(check_config(check.config)),
        Command::Check(options) => {
            hide_panics();
            check::run(&options, &mut std::io::stdout(), &mut std::io::stderr()).map_err(Into::into)
        }
        Command::Replay(args) => {
            hide_panics();
            replay(args)
        }
        Command::Netlify(args) => netlify(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("leadwell: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether `serve` would start with this.
fn check_config(file: Option<PathBuf>) -> bool {
    let file = file.or_else(usual_file);
    let errors = match Config::read(file.as_deref(), Overrides::default()) {
        Ok(config) => {
            let (forms, models) = (load_forms(&config), load_models(&config).err());
            for gap in forms.as_ref().map(|forms| config.missing_fields(forms)).unwrap_or_default() {
                eprintln!("{gap}");
            }
            forms.err().into_iter().chain(models).flatten().collect()
        }
        Err(errors) => errors.0,
    };
    match errors.is_empty() {
        true => println!(
            "{}: all right",
            file.as_deref().map_or("no file, defaults".into(), Path::to_string_lossy)
        ),
        false => eprintln!("{}", errors.join("\n")),
    }
    errors.is_empty()
}

fn load_forms(config: &Config) -> Result<FormSet, Vec<String>> {
    let forms = config.forms.as_deref().map_or_else(|| Ok(FormSet::default()), FormSet::load)?;
    let missing = config.missing_forms(&forms);
    if missing.is_empty() { Ok(forms) } else { Err(missing) }
}

fn load_models(config: &Config) -> Result<Models, Vec<String>> {
    config.model.as_deref().map_or_else(|| Ok(Models::default()), Models::load)
}

/// Whether Netlify would keep what is posted.
fn netlify(args: &NetlifyArgs) -> Result<bool, Box<dyn std::error::Error>> {
    let forms = FormSet::load(&args.forms).map_err(|errors| errors.join("\n"))?;
    let Some(file) = &args.check else {
        print!("{}", netlify::page(&forms, &args.also));
        return Ok(true);
    };
    let page =
        std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let missing = netlify::missing(&page, &forms, &args.also);
    for line in &missing {
        eprintln!("{}: {line}", file.display());
    }
    Ok(missing.is_empty())
}

/// Whether every page said what its events say.
fn replay(args: ReplayArgs) -> Result<bool, Box<dyn std::error::Error>> {
    let file = args.config.or_else(usual_file);
    let config = Config::read(file.as_deref(), Overrides::default())?;
    let models = load_models(&config).map_err(|errors| errors.join("\n"))?;
    let replay = Replay::new(&models, std::io::stdout().lock());
    let agrees = match args.file {
        None => replay.store(&args.store.as_deref().map_or(config.store, store_path))?,
        Some(file) if file == Path::new("-") => replay.lines(std::io::stdin().lock())?,
        Some(file) => {
            let lines = std::fs::File::open(&file)
                .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            replay.lines(std::io::BufReader::new(lines))?
        }
    };
    Ok(agrees)
}

fn usual_file() -> Option<PathBuf> {
    Some(PathBuf::from("leadwell.toml")).filter(|usual| usual.is_file())
}

/// Where, not what: a panic's message may quote the data that it stumbled over.
fn hide_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("leadwell: a defect at {place}: please report it");
    }));
}

#[tokio::main]
async fn run(args: Serve) -> Result<(), Box<dyn std::error::Error>> {
    let config = read_config(args)?;
    let forms = load_forms(&config).map_err(|errors| errors.join("\n"))?;
    let models = load_models(&config).map_err(|errors| errors.join("\n"))?;
    let assets = match &config.assets {
        Some(folder) => Assets::load(folder)
            .map_err(|error| format!("assets: cannot read {}: {error}", folder.display()))?,
        None => Assets::embedded(),
    };
    warn_of_gaps(&config, &forms, &assets);
    let token = match &config.admin_token {
        Some(token) => token.expose().clone(),
        None => {
            let token = random_token()?;
            eprintln!("admin token: {token}");
            token
        }
    };
    let destinations = Destinations::new(config.destinations, config.smtp.as_ref(), &forms)?;
    let store = SqliteStore::open(&config.store)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", config.listen))?;
    // Before the address is printed: whoever waits for that line may send the signal right after it.
    let stop = stop_signal()?;
    println!("http://{}", listener.local_addr()?);
    let collector = Collector::builder(store.clone())
        .forms(forms)
        .models(models)
        .origins(config.origins)
        .destinations(destinations)
        .admin_token(&token)
        .assets(assets)
        .build();
    let deliveries = Deliveries::start(&collector);
    serve(listener, app(collector), stop).await?;
    deliveries.stop().await;
    store.close().await?;
    tracing::info!("stopped; everything that was answered is stored");
    Ok(())
}

fn read_config(args: Serve) -> Result<Config, Box<dyn std::error::Error>> {
    let file = args.config.or_else(usual_file);
    let over = Overrides {
        listen: args.listen,
        store: args.store,
        assets: args.assets,
        admin_token: std::env::var("LEADWELL_ADMIN_TOKEN").ok(),
    };
    Ok(Config::read(file.as_deref(), over)?)
}

fn warn_of_gaps(config: &Config, forms: &FormSet, assets: &Assets) {
    if forms.is_empty() {
        tracing::warn!(
            "no forms are defined: every lead will be refused; set \"forms\" to a folder of *.json"
        );
    }
    if !assets.has_script() {
        tracing::warn!("the widget's files are not in this program: /leadwell.js answers 503; see --assets");
    }
    for gap in config.missing_fields(forms) {
        tracing::warn!("{gap}");
    }
    if config.origins == Origins::List(Vec::new()) {
        tracing::warn!("\"origins\" is empty: no page of another origin can send leads by script");
    }
}

/// A connection is an open file, and the usual limit of 1,024 is meant for programs that know no more.
fn allow_many_files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files stays where it is");
    }
}

fn random_token() -> Result<String, Box<dyn std::error::Error>> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Ready at SIGTERM or SIGINT.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: finishing what is in flight");
    })
}

fn init_tracing() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("LEADWELL_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .init();
    // Where, not what: a panic's message may quote the data that it stumbled over.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a defect: please report it");
    }));
}
