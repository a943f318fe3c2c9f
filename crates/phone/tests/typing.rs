//! What people type, and what stands in the field while they do.

mod common;

use leadwell_phone::Phones;

/// Region, text, what it is: E.164 with extension, or the refusal; then `possible`, and a `!` where no
/// fixed-line or mobile number looks like it, a `-` where it is not valid.
const TYPED: &[(&str, &str, &str)] = &[
    ("DE", "030 901820", "+4930901820 Yes"),
    ("DE", " (030) 90 18 20 ", "+4930901820 Yes"),
    ("DE", "+49 (0)30 901820", "+4930901820 Yes"),
    ("DE", "0049 30 901820", "+4930901820 Yes"),
    ("DE", "+0049 30 901820", "+4930901820 Yes"),
    ("DE", "++49 30 901820", "+4930901820 Yes"),
    ("DE", "49 30 901820", "+4930901820 Yes"),
    ("DE", "0151/2345 6789", "+4915123456789 Yes"),
    ("DE", "Tel.: 0151 23456789", "+4915123456789 Yes"),
    ("DE", "0151 23456789 (privat)", "+4915123456789 Yes"),
    ("DE", "0151 23456789 mobil, abends", "NotANumber"),
    ("DE", "030 901820 oder 030 901821", "NotANumber"),
    ("AT", "01 58858-0", "+431588580 Yes"),
    ("CH", "044 668 18 00", "+41446681800 Yes"),
    ("FR", "06.12.34.56.78", "+33612345678 Yes"),
    ("FR", "0033612345678", "+33612345678 Yes"),
    ("GB", "020 7946 0018", "+442079460018 Yes"),
    ("GB", "07400 123456 ext. 12", "+447400123456x12 Yes"),
    ("IT", "02 1234 5678", "+390212345678 Yes"),
    ("IT", "312 345 6789", "+393123456789 Yes"),
    ("US", "(201) 555-0123", "+12015550123 Yes"),
    ("US", "1-201-555-0123 x45", "+12015550123x45 Yes"),
    ("US", "201.555.0123 extension 45", "+12015550123x45 Yes"),
    ("US", "201 555 0123, 45", "+12015550123x45 Yes"),
    ("US", "011 44 20 7946 0018", "+442079460018 Yes"),
    ("US", "5550123", "+15550123 LocalOnly !-"),
    ("US", "201 555 012", "+1201555012 TooShort !-"),
    ("US", "201 555 01234", "+120155501234 TooLong !-"),
    ("US", "911", "+1911 TooShort !-"),
    ("US", "101 555 0123", "+11015550123 Yes !-"),
    ("CA", "416 555 0199", "+14165550199 Yes"),
    ("RU", "8 (912) 345-67-89", "+79123456789 Yes"),
    ("KZ", "8 701 234 56 78", "+77012345678 Yes"),
    ("BR", "0xx11 91234-5678", "+5511912345678 Yes"),
    ("BR", "(11) 91234-5678", "+5511912345678 Yes"),
    ("AR", "011 15-2345-6789", "+5491123456789 Yes"),
    ("MX", "55 1234 5678", "+525512345678 Yes"),
    ("IN", "098765 43210", "+919876543210 Yes"),
    ("EG", "٠١٠٠١٢٣٤٥٦٧", "+201001234567 Yes"),
    ("IR", "+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹", "+989123456789 Yes"),
    ("IN", "०९८७६५ ४३२१०", "+919876543210 Yes"),
    ("JP", "０９０－１２３４－５６７８", "+819012345678 Yes"),
    ("JP", "＋81 90-1234-5678", "+819012345678 Yes"),
    ("DE", "\u{202A}+49 151 23456789\u{202C}", "+4915123456789 Yes"),
    ("DE", "+49\u{A0}151\u{A0}23456789", "+4915123456789 Yes"),
    ("DE", "tel:+49-151-23456789", "+4915123456789 Yes"),
    ("", "+1 201 555 0123", "+12015550123 Yes"),
    ("", "201 555 0123", "InvalidCallingCode"),
    ("ZZ", "201 555 0123", "InvalidCallingCode"),
    ("de", "030 901820", "+4930901820 Yes"),
    ("DE", "+999 1234567", "InvalidCallingCode"),
    ("DE", "+800 1234 5678", "+80012345678 Yes !"),
    ("DE", "+49", "NotANumber"),
    ("DE", "+49 1", "TooShort"),
    ("DE", "0049", "TooShortAfterIdd"),
    ("DE", "", "NotANumber"),
    ("DE", "-", "NotANumber"),
    ("DE", "1", "NotANumber"),
    ("DE", "keine", "NotANumber"),
    ("DE", "123456789012345678901234567890", "TooLong"),
    ("DE", "001#", "NotANumber"),
    // Letters are no keys.
    ("US", "1-800-FLOWERS", "NotANumber"),
    ("US", "1 800 FLOWERS", "+11800 TooShort !-"),
    ("US", "201 555 O123", "+1201555123 TooShort !-"),
];

#[test]
fn numbers() {
    let phones = common::phones();
    let answers = TYPED.iter().map(|(region, text, _)| (*region, *text, answer(phones, region, text)));
    let wrong: Vec<_> = answers.zip(TYPED).filter(|(got, want)| got.2 != want.2).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn answer(phones: &Phones, region: &str, text: &str) -> String {
    let number = match phones.parse(text, region) {
        Ok(number) => number,
        Err(refusal) => return format!("{refusal:?}"),
    };
    let mut answer = phones.e164(&number);
    if !number.extension.is_empty() {
        answer = format!("{answer}x{}", number.extension.as_str());
    }
    answer = format!("{answer} {:?}", phones.possible(&number));
    let plausible = if phones.plausible(&number) { "" } else { "!" };
    let valid = if phones.valid(&number) == Some(true) { "" } else { "-" };
    format!("{answer} {plausible}{valid}").trim_end().into()
}

/// Longer than any number somebody would write.
#[test]
fn long_texts() {
    let phones = Phones::new();
    let text = |count| format!("+49 151 23456789{}", " ".repeat(count));
    assert!(phones.parse(&text(250 - 16), "DE").is_ok());
    assert!(phones.parse(&text(251 - 16), "DE").is_err());
}

/// Region, the field before and after, `|` being the caret.
const RETYPED: &[(&str, &str, &str)] = &[
    // Typing at the end.
    ("US", "|", "|"),
    ("US", "2|", "2|"),
    ("US", "201|", "201|"),
    ("US", "2015|", "201-5|"),
    ("US", "201-5550|", "201-5550|"),
    ("US", "201-55501|", "(201) 555-01|"),
    ("US", "(201) 555-0123|", "(201) 555-0123|"),
    ("DE", "+|", "+|"),
    ("DE", "+49|", "+49|"),
    ("DE", "+493|", "+49 3|"),
    ("DE", "+49 3090|", "+49 30 90|"),
    ("FR", "0612345678|", "06 12 34 56 78|"),
    // Pasted, in somebody's own writing.
    ("FR", "06.12.34.56.78|", "06 12 34 56 78|"),
    ("FR", "٠٦١٢٣٤٥٦٧٨|", "06 12 34 56 78|"),
    ("FR", "+33\u{2009}612345678|", "+33 6 12 34 56 78|"),
    // A separator is deleted: it comes back, the caret is before it.
    ("FR", "06 12|34 56 78", "06 12| 34 56 78"),
    ("US", "(201|555-0123", "(201|) 555-0123"),
    // At the end nothing comes back.
    ("NZ", "+64|", "+64|"),
    ("NZ", "+64 |", "+64|"),
    // A digit is deleted, typed, or pasted in the middle.
    ("FR", "06 1| 34 56 78", "06 1|3 45 67 8"),
    ("FR", "06 125| 34 56 7", "06 12 5|3 45 67"),
    ("FR", "06| 34 56 78", "06| 34 56 78"),
    ("FR", "|6 12 34 56 78", "|6 12 34 56 78"),
    ("US", "1|(201) 555-0123", "1| (201) 555-0123"),
    ("US", "|(201) 555-0123", "|(201) 555-0123"),
    ("US", "(|201) 555-0123", "|(201) 555-0123"),
    // Nothing that no format fits is touched.
    ("US", "(201) 555-01234567|", "(201) 555-01234567|"),
    ("US", "(201) 555-0123 x|4", "(201) 555-0123 x|4"),
    ("US", "call 201|", "call 201|"),
    ("US", "😀201|", "😀201|"),
    ("US", "2+|01", "2+|01"),
    ("", "2015550123|", "2015550123|"),
    // Taken for a prefix for abroad twice by the reference, which drops three digits.
    ("JP", "000504230050456|", "000504230050456|"),
];

#[test]
fn fields() {
    let phones = common::phones();
    let fields = RETYPED.iter().map(|(region, before, _)| retyped(phones, region, before));
    let wrong: Vec<_> = fields.zip(RETYPED).filter(|(got, want)| got != want.2).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn retyped(phones: &Phones, region: &str, field: &str) -> String {
    let (left, right) = field.split_once('|').expect("a caret");
    let (text, caret) = phones.retype(&format!("{left}{right}"), left.encode_utf16().count(), region);
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |units: &[u16]| String::from_utf16(units).expect("a caret between characters");
    format!("{}|{}", part(&units[..caret]), part(&units[caret..]))
}

/// Backspace held down empties the field, however it is formatted in between.
#[test]
fn backspace() {
    let phones = common::phones();
    for (region, text) in
        [("US", "2015550123"), ("FR", "+33612345678"), ("AR", "01152345678"), ("RU", "89123456789")]
    {
        let mut field = phones.retype(text, text.len(), region).0;
        for _ in 0..2 * text.len() {
            field.pop();
            field = phones.retype(&field, field.len(), region).0;
        }
        assert_eq!(field, "", "{text} in {region}");
    }
}

/// What is not loaded is not known.
#[test]
fn without_plans() {
    let phones = Phones::new();
    let number = phones.parse("(201) 555-0123", "US").expect("a number");
    assert!(!phones.has(1));
    assert_eq!(phones.e164(&number), "+12015550123");
    assert_eq!((phones.valid(&number), phones.kinds(&number)), (None, None));
    assert_eq!((phones.national(&number), phones.international(&number)), (None, None));
    assert_eq!(phones.region_of(&number), None);
    assert_eq!(phones.retype("201-5550123", 5, "US"), ("201-5550123".into(), 5));
    assert!(phones.plausible(&number));
}

#[test]
fn regions() {
    let phones = common::phones();
    assert_eq!(phones.code_of("KZ"), Some(7));
    assert_eq!(phones.main_region_of(7), Some("RU"));
    assert_eq!(phones.regions_of(7).collect::<Vec<_>>(), ["RU", "KZ"]);
    assert_eq!((phones.code_of("001"), phones.code_of("ZZ"), phones.main_region_of(999)), (None, None, None));
    assert_eq!(phones.main_region_of(800), Some("001"));
    let region = |text: &str| {
        let number = phones.parse(text, "").expect("a number");
        phones.region_of(&number).map(str::to_owned)
    };
    assert_eq!(region("+7 701 234 56 78").as_deref(), Some("KZ"));
    assert_eq!(region("+1 416 555 0199").as_deref(), Some("CA"));
    assert_eq!(region("+44 7781 123456").as_deref(), Some("GG"));
    assert_eq!(region("+1 101 555 0123"), None);
}
