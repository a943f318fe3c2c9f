//! Flags by hand, and the filter of a page against the list that it was made from.

use leadwell_email::{is_disposable, is_free, is_role, may_be_disposable};

static FILTER: &[u8] = include_bytes!("../data/disposable.xor8");

#[test]
fn roles() {
    for local in ["info", "Sales", "support+web", "no-reply", "kontakt", "hostmaster"] {
        assert!(is_role(local), "{local}");
    }
    for local in ["", "jane", "infos.jane", "sale", "+info", "info\n"] {
        assert!(!is_role(local), "{local:?}");
    }
}

#[test]
fn free_and_disposable() {
    for (domain, free, disposable) in [
        ("gmail.com", true, false),
        ("GMX.de", true, false),
        ("mail.com", true, false),
        ("mailinator.com", false, true),
        ("a.b.Mailinator.com", false, true),
        ("guerrillamail.com", false, true),
        // Real people's, whatever lists say.
        ("duck.com", true, false),
        ("mozmail.com", false, false),
        ("abc.aleeas.com", false, false),
        ("simplelogin.com", false, false),
        ("acme.example", false, false),
        ("mailinator.com.acme.de", false, false),
        ("com", false, false),
        ("", false, false),
        (".", false, false),
        ("\n", false, false),
    ] {
        assert_eq!((is_free(domain), is_disposable(domain)), (free, disposable), "{domain:?}");
    }
}

#[test]
fn every_line_of_the_lists_is_found() {
    for domain in include_str!("../data/disposable.txt").lines().step_by(7) {
        assert!(is_disposable(domain), "{domain}");
        assert!(!is_disposable(&format!("{domain}x")), "{domain}");
    }
    for domain in include_str!("../data/free.txt").lines().step_by(7) {
        assert!(is_free(domain) && !is_disposable(domain), "{domain}");
    }
}

#[test]
fn the_filter_knows_its_own_and_few_others() {
    let known =
        include_str!("../data/disposable.txt").lines().filter(|d| may_be_disposable(FILTER, d)).count();
    // The 2,698 that three lists have, and one in 256 of the 7,483 others.
    assert!((2698..2800).contains(&known), "{known}");
    let all = 20_000;
    let others = (0..all).filter(|n| may_be_disposable(FILTER, &format!("company{n}.com"))).count();
    println!("filter: {others} of {all} others");
    // The `com` above is no domain, so each is asked about once.
    assert!(others * 1000 < all * 6, "{others} of {all}");
    for filter in [&[][..], &[0], &[0, 1], &[7, 0, 0, 0]] {
        assert!(!may_be_disposable(filter, "mailinator.com") || filter.len() > 3);
    }
    assert!(!may_be_disposable(FILTER, "duck.com") && !may_be_disposable(FILTER, "gmail.com"));
}
