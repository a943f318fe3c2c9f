use std::time::Duration;

/// What becomes of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Stores; answers 200 with an acknowledgement that names every id.
    Ok,
    /// Reads all, stores nothing, answers exactly this.
    Status { code: u16, headers: Vec<(String, String)>, body: String },
    /// Reads all, stores nothing, says nothing for that long, then closes without a byte.
    Hang(Duration),
    /// Reads all and stores; then a TCP reset instead of an answer.
    ReadBodyThenRst,
    /// Reads all, stores nothing, resets: for the page the same as [`Self::ReadBodyThenRst`].
    RstBefore,
    /// Stores at once and acknowledges after that long, on the same connection.
    LateOk(Duration),
    /// Nobody listens: connections are refused, the port stays ours. Scripted for single requests, whose
    /// connection is there already, it is a reset before the body is read.
    Refuse,
    /// Reads all, stores nothing, answers 200 with a page: a hotel's Wi-Fi.
    Html200,
    /// Stores; answers the head at once and the acknowledgement so many bytes at a time.
    Drip { bytes: usize, every: Duration },
    /// Reads all, stores nothing, sends to a page that answers 200: a login.
    Redirect,
    /// Reads all, stores nothing, answers 200 with the request's own body.
    Echo,
}

impl Behaviour {
    /// [`Self::Status`] with no more than the number.
    pub fn status(code: u16) -> Self {
        Self::Status { code, headers: Vec::new(), body: String::new() }
    }

    /// [`Self::Status`] with `Retry-After` in the header and, as the collector does, in the body too.
    pub fn retry_after(code: u16, seconds: u32) -> Self {
        Self::Status {
            code,
            headers: vec![("retry-after".into(), seconds.to_string())],
            body: format!(r#"{{"error":"busy","message":"later","errors":[],"retry_after_s":{seconds}}}"#),
        }
    }

    /// Whether the request's records are kept.
    pub fn stores(&self) -> bool {
        matches!(self, Self::Ok | Self::ReadBodyThenRst | Self::LateOk(_) | Self::Drip { .. })
    }

    /// Its name in tables and ledgers.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Status { .. } => "status",
            Self::Hang(_) => "hang",
            Self::ReadBodyThenRst => "read_body_then_rst",
            Self::RstBefore => "rst_before",
            Self::LateOk(_) => "late_ok",
            Self::Refuse => "refuse",
            Self::Html200 => "html200",
            Self::Drip { .. } => "drip",
            Self::Redirect => "redirect",
            Self::Echo => "echo",
        }
    }
}
