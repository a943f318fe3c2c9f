//! The country of a time zone.

/// One country a line: code, name, zones. `data/README.md` tells where it is from.
static ZONES: &str = include_str!("../../data/zones.txt");

/// Code (ISO 3166) and name of the country that has this zone; none for `UTC` and for what is no zone.
pub(super) fn country(zone: &str) -> Option<(&'static str, &'static str)> {
    ZONES.lines().find_map(|line| {
        let mut parts = line.split('\t');
        let (code, name, zones) = (parts.next()?, parts.next()?, parts.next()?);
        zones.split(' ').any(|known| known == zone).then_some((code, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_as_browsers_tell_them() {
        for (zone, code) in [
            ("Europe/Berlin", "DE"),
            ("Europe/Busingen", "DE"),
            ("Asia/Calcutta", "IN"),
            ("Asia/Kolkata", "IN"),
            ("Europe/Kiev", "UA"),
            ("America/Buenos_Aires", "AR"),
            ("Iceland", "IS"),
            ("Africa/Asmera", "ER"),
            ("America/Virgin", "VI"),
            ("UTC", ""),
            ("Etc/GMT+1", ""),
            ("Europe/Berlin Europe/Busingen", ""),
            ("Germany", ""),
            ("", ""),
        ] {
            assert_eq!(country(zone).map_or("", |(code, _)| code), code, "{zone}");
        }
        assert_eq!(ZONES.lines().count(), 247);
        assert!(ZONES.lines().all(|line| line.split('\t').count() == 3));
    }
}
