//! What a visitor is written once the lead has come, in the languages that forms speak.

use crate::text::split_at_byte;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Of these words.
    pub(super) language: &'static str,
    pub(super) subject: &'static str,
    pub(super) text: &'static str,
}

const fn in_language(language: &'static str, subject: &'static str, text: &'static str) -> Words {
    Words { language, subject, text }
}

/// English first, which stands in for all others.
const ALL: &[Words] = &[
    in_language(
        "en",
        "We have received your message",
        "Hello,\n\nthank you: what you sent us has arrived, and we will get back to you.\n\nIf you did not fill in a form with us, somebody else has used your address, and you need do nothing.",
    ),
    in_language(
        "ar",
        "لقد تلقينا رسالتك",
        "مرحبًا،\n\nشكرًا لك، لقد وصلنا ما أرسلته وسنتواصل معك قريبًا.\n\nإذا لم تملأ نموذجًا لدينا، فقد استخدم شخص آخر عنوانك، ولا يلزمك فعل أي شيء.",
    ),
    in_language(
        "de",
        "Ihre Nachricht ist angekommen",
        "Guten Tag,\n\nvielen Dank, Ihre Nachricht ist bei uns angekommen. Wir melden uns bei Ihnen.\n\nFalls Sie bei uns kein Formular ausgefüllt haben, hat jemand anderes Ihre Adresse benutzt, und Sie müssen nichts tun.",
    ),
    in_language(
        "es",
        "Hemos recibido su mensaje",
        "Hola:\n\nGracias. Lo que nos ha enviado ha llegado y le responderemos.\n\nSi no ha rellenado ningún formulario nuestro, otra persona ha usado su dirección y no tiene que hacer nada.",
    ),
    in_language(
        "fr",
        "Nous avons bien reçu votre message",
        "Bonjour,\n\nMerci, votre message nous est bien parvenu et nous vous répondrons.\n\nSi vous n’avez rempli aucun formulaire chez nous, quelqu’un d’autre a utilisé votre adresse et vous n’avez rien à faire.",
    ),
    in_language(
        "hi",
        "हमें आपका संदेश मिल गया है",
        "नमस्ते,\n\nधन्यवाद, आपने जो भेजा वह हमें मिल गया है और हम आपसे संपर्क करेंगे।\n\nअगर आपने हमारा कोई फ़ॉर्म नहीं भरा है, तो किसी और ने आपके पते का इस्तेमाल किया है और आपको कुछ करने की ज़रूरत नहीं है।",
    ),
    in_language(
        "it",
        "Abbiamo ricevuto il suo messaggio",
        "Buongiorno,\n\ngrazie, il suo messaggio ci è arrivato e le risponderemo.\n\nSe non ha compilato un nostro modulo, qualcun altro ha usato il suo indirizzo e non deve fare nulla.",
    ),
    in_language(
        "ja",
        "メッセージを受け取りました",
        "お問い合わせありがとうございます。\n\n送信いただいた内容を受け取りました。追ってご連絡いたします。\n\nフォームに入力された覚えがない場合は、別の方があなたのアドレスを使用しています。何もしていただく必要はありません。",
    ),
    in_language(
        "nl",
        "We hebben uw bericht ontvangen",
        "Hallo,\n\nbedankt, uw bericht is bij ons aangekomen en we nemen contact met u op.\n\nAls u bij ons geen formulier hebt ingevuld, heeft iemand anders uw adres gebruikt en hoeft u niets te doen.",
    ),
    in_language(
        "pl",
        "Otrzymaliśmy Twoją wiadomość",
        "Dzień dobry,\n\ndziękujemy, Twoja wiadomość do nas dotarła. Odezwiemy się.\n\nJeśli to nie Ty wypełniłeś nasz formularz, ktoś inny użył Twojego adresu i nie musisz nic robić.",
    ),
    in_language(
        "pt",
        "Recebemos a sua mensagem",
        "Olá,\n\nobrigado, a sua mensagem chegou e entraremos em contato.\n\nSe não preencheu nenhum formulário nosso, outra pessoa usou o seu endereço e não precisa fazer nada.",
    ),
    in_language(
        "zh-Hans",
        "我们已收到您的留言",
        "您好，\n\n感谢您的来信。您提交的内容我们已经收到，会尽快与您联系。\n\n如果您没有填写过我们的表单，那是有人使用了您的地址，您无需进行任何操作。",
    ),
];

/// Of that language (BCP 47), else English.
pub(super) fn words(language: &str) -> Words {
    let primary = |tag| split_at_byte(tag, b'-').0;
    let found = ALL.iter().find(|words| primary(words.language).eq_ignore_ascii_case(primary(language)));
    *found.unwrap_or(&ALL[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_is_found() {
        for (asked, found) in [
            ("de", "de"),
            ("DE-at", "de"),
            ("pt-BR", "pt"),
            ("", "en"),
            ("xx", "en"),
            ("deu", "en"),
            ("ar", "ar"),
        ] {
            assert_eq!(words(asked).language, found, "{asked}");
        }
        for words in ALL {
            assert!(!words.subject.contains('\n') && words.text.contains("\n\n"), "{}", words.language);
        }
    }
}
