"""A telephone number as people write it, in the one notation in which it can be compared."""


def to_e164(number: str, countries: str) -> str | None:
    """A number in E.164; None where the text is no telephone number that a country assigns.

    Args:
        number: What somebody typed.
        countries: Two letters of each country whose notation to try where the number does not say
            its own, separated by commas, the likeliest first.
    """
    import phonenumbers

    for country in (None, *countries.split(",")):
        try:
            parsed = phonenumbers.parse(number, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None
