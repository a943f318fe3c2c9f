//! Signatures by Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, `spec/standard-webhooks.md`).

use super::base64;
use super::settings::Settings;
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, Mac as _};
use leadwell_wire::Pii;
use sha2::Sha256;
use std::fmt;

/// Signs and never shows itself.
#[derive(Clone)]
pub(super) enum Secret {
    /// `whsec_…`, version `v1`.
    Shared(Vec<u8>),
    /// `whsk_…`, version `v1a`.
    Own(Box<SigningKey>),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Secret {
    /// What is wrong is told without the secret.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(text) = text.strip_prefix("whsec_") {
            let bytes = base64::decode(text).ok_or("is not base64 after `whsec_`")?;
            if !(24..=64).contains(&bytes.len()) {
                return Err("has 24 to 64 bytes after `whsec_`, as base64");
            }
            return Ok(Self::Shared(bytes));
        }
        let text = text.strip_prefix("whsk_").ok_or("begins with `whsec_` or `whsk_`")?;
        let bytes = base64::decode(text).ok_or("is not base64 after `whsk_`")?;
        let key = match (<[u8; 32]>::try_from(bytes.as_slice()), <[u8; 64]>::try_from(bytes.as_slice())) {
            (Ok(seed), _) => SigningKey::from_bytes(&seed),
            (_, Ok(pair)) => {
                SigningKey::from_keypair_bytes(&pair).map_err(|_| "is no pair of ed25519 keys")?
            }
            _ => return Err("has 32 bytes after `whsk_`, or 64 with the public key, as base64"),
        };
        Ok(Self::Own(Box::new(key)))
    }

    fn sign(&self, content: &[u8]) -> String {
        match self {
            Self::Shared(key) => match Hmac::<Sha256>::new_from_slice(key) {
                Ok(mut mac) => {
                    mac.update(content);
                    format!("v1,{}", base64::encode(&mac.finalize().into_bytes()))
                }
                // HMAC takes keys of any length.
                Err(_) => String::new(),
            },
            Self::Own(key) => format!("v1a,{}", base64::encode(&key.sign(content).to_bytes())),
        }
    }
}

/// The header: a signature of each secret.
pub(super) fn header(secrets: &[Secret], id: &str, seconds: u64, body: &str) -> String {
    let mut content = format!("{id}.{seconds}.").into_bytes();
    content.extend_from_slice(body.as_bytes());
    secrets.iter().map(|secret| secret.sign(&content)).collect::<Vec<_>>().join(" ")
}

/// What we say ourselves.
const OURS: [&str; 8] = [
    "content-type",
    "content-length",
    "host",
    "transfer-encoding",
    "connection",
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
];

/// The secrets of the settings, or their absence said aloud.
pub(super) fn secrets(settings: &mut Settings<'_>) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for text in settings.text("secret").split_whitespace() {
        match Secret::parse(text) {
            Ok(secret) => secrets.push(secret),
            Err(reason) => settings.wrong("secret", "pattern", reason),
        }
    }
    let unsigned = settings.flag("unsigned");
    if unsigned != settings.text("secret").is_empty() {
        settings.wrong("secret", "required", "signs what is sent; or else say `unsigned = \"yes\"`");
    }
    secrets
}

/// The headers that the settings add.
pub(super) fn headers(settings: &mut Settings<'_>) -> Vec<(String, Pii<String>)> {
    let headers = settings.group("header.");
    if headers.len() > 10 {
        settings.wrong("header.*", "too_many", "ten at most");
    }
    for (name, value) in &headers {
        let key = ["header.", name].concat();
        let token = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if !token || OURS.contains(&name.to_ascii_lowercase().as_str()) {
            settings.wrong(&key, "pattern", "is no name of a header that can be added");
        }
        if value.len() > 255 || !value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            settings.wrong(&key, "too_long", "has at most 255 characters of ASCII");
        }
    }
    headers.into_iter().map(|(name, value)| (name, Pii::new(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signature, Verifier as _};

    #[test]
    fn the_known_answers() {
        for (secret, id, seconds, body, expected) in [
            (
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                r#"{"test": 2432232314}"#,
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ),
            (
                "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                1_649_367_553,
                r#"{"email":"test@example.com","username":"test_user"}"#,
                "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
            ),
        ] {
            let secrets = [Secret::parse(secret).unwrap()];
            assert_eq!(header(&secrets, id, seconds, body), expected);
            let spaced = format!("{body} ");
            assert_ne!(header(&secrets, id, seconds, &spaced), expected);
            assert_ne!(header(&secrets, id, seconds + 1, body), expected);
        }
    }

    /// RFC 8032, section 7.1, test 1: an empty message, signed with the key as others would hold it.
    #[test]
    fn ed25519_as_in_rfc_8032() {
        let seed = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
        let Secret::Own(key) = Secret::parse(&format!("whsk_{seed}")).unwrap() else { panic!() };
        let public = base64::encode(key.verifying_key().as_bytes());
        assert_eq!(public, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
        assert!(
            base64::encode(&key.sign(b"").to_bytes())
                .starts_with("5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVf")
        );
        let signed = header(&[Secret::Own(key.clone())], "msg_1", 7, "{}");
        let bytes = base64::decode(signed.strip_prefix("v1a,").unwrap()).unwrap();
        let signature = Signature::from_slice(&bytes).unwrap();
        assert!(key.verifying_key().verify(b"msg_1.7.{}", &signature).is_ok());
        assert!(key.verifying_key().verify(b"msg_1.7.{} ", &signature).is_err());
        // With the public key behind it, as some libraries write it.
        let pair = base64::encode(&key.to_keypair_bytes());
        assert!(matches!(Secret::parse(&format!("whsk_{pair}")), Ok(Secret::Own(_))));
    }

    #[test]
    fn what_is_no_secret() {
        let short = format!("whsec_{}", base64::encode(&[7; 23]));
        let long = format!("whsec_{}", base64::encode(&[7; 65]));
        let odd = format!("whsk_{}", base64::encode(&[7; 33]));
        for text in ["", "hunter2", "whsec_", "whsec_***", &short, &long, "whsk_", &odd, "whpk_AAAA"] {
            let error = Secret::parse(text).unwrap_err();
            assert!(text.len() < 9 || !error.contains(text), "{error}");
        }
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!(format!("{secret:?}"), "[secret]");
    }
}
