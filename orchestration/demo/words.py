"""What people and businesses are called and what they write, as plain lists.

Names are invented; addresses of consumers lie at real free-mail domains on purpose, because that
is what identity rules must not take for a company.
"""

from collections.abc import Iterable

from quality.sql import literal


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|" if "|" in text else None))


FIRST_NAMES = _split(
    "Anna Bram Carmen Daan Eva Finn Greta Hugo Ilse Jonas Karin Lars Mila Noor Olaf Petra Quinten"
    " Rosa Sven Tess Ulrich Vera Wout Yara Zoë Amélie Björn Chloé Désirée Émile Fatima Giulia"
    " Hassan Inés José Katarzyna Lotte Mehmet Nadia Özlem"
)
LAST_NAMES = _split(
    "Bakker|Visser|Smit|de Boer|van Dijk|Mulder|Jansen|Peeters|Maes|Dubois|Lambert|Schmidt|Weber"
    "|Müller|Fischer|Hansen|Nielsen|Olsen|Lindqvist|O'Brien|Murphy|Taylor|Kowalska|Nowak|Rossi"
    "|García López|Yıldız|El Amrani|Nguyen|Da Silva|van den Berg|Claes"
)
COMPANY_FIRST = _split(
    "Bright North Blue Silver River Oak Summit Harbour Maple Golden Clear Stone Urban Polar Amber"
    " Cedar Nordic Delta Prime Green"
)
COMPANY_SECOND = _split(
    "Works Logistics Foods Living Studio Retail Health Energy Partners Systems Hotels Design"
    " Supplies Trading Labs Mobility"
)
COMPANY_FORMS = ("B.V.", "GmbH", "N.V.", "AB", "Ltd", "SARL")
FREE_MAIL = ("gmail.com", "outlook.com", "hotmail.com", "ziggo.nl", "web.de")
CITIES = ("Utrecht", "Antwerpen", "Hamburg", "Lyon", "Leeds", "Aarhus")
COUNTRIES = ("Netherlands", "Belgium", "Germany", "France", "United Kingdom", "Denmark")
COUNTRY_CODES = ("NL", "BE", "DE", "FR", "GB", "DK")
DIAL_CODES = ("+31", "+32", "+49", "+33", "+44", "+45")
# How mobile numbers begin, and how many digits follow.
MOBILES = ("61", "47", "151", "6", "71", "2")
MOBILE_DIGITS = ("7", "7", "8", "8", "8", "7")
TRUNKS = ("0", "0", "0", "0", "0", "")
REGIONS = ("Benelux", "Benelux", "DACH", "Western Europe", "Western Europe", "Nordics")
LOCALES = ("nl-NL", "nl-BE", "de-DE", "fr-FR", "en-GB", "da-DK")
SOURCES = ("Web", "Referral", "Advertisement", "Partner", "Trade Show")
INDUSTRIES = (
    "Retail", "Hospitality", "Healthcare", "Manufacturing", "Education", "Technology", "Transport",
)  # fmt: skip
TIERS = ("Standard", "Plus", "Premier")
TITLES = ("Office Manager", "Head of Operations", "Buyer", "Managing Director", "IT Manager")
PRODUCTS = ("thermostat", "smart lock", "doorbell camera", "heat pump", "solar hub", "lighting set")
SUBJECTS = {
    "invoice": ("Question about my invoice", "Charged twice", "Wrong amount on invoice"),
    "delivery": ("Where is my order?", "Parcel damaged", "Delivery date moved again"),
    "installation": ("Help with installation", "Cannot pair the device", "Installer did not come"),
    "outage": ("App is down", "Nothing works since this morning", "Service unavailable"),
    "account": ("Cannot sign in", "Change my address", "Add a user to our account"),
    "cancellation": ("I want to cancel", "Ending our subscription", "How do I stop the renewal?"),
    "other": ("A question", "Feedback", "Do you have this in white?"),
}
OPENINGS = {
    "invoice": (
        "my last invoice shows an amount I do not recognise.",
        "I was charged twice this month for the {product}.",
        "the VAT number on our invoice is wrong, can you issue a new one?",
        "why did the price of the {product} go up?",
    ),
    "delivery": (
        "my {product} should have arrived on Tuesday and tracking has not moved since.",
        "the box with the {product} was open and a part is missing.",
        "the courier says the {product} was delivered, but nobody here has seen it.",
        "can you deliver the {product} to another address?",
    ),
    "installation": (
        "the {product} does not pair with the app, I tried three times.",
        "the installer was booked for this morning and did not show up.",
        "the manual of the {product} skips step four and the light stays red.",
        "after the update the {product} lost all its settings.",
    ),
    "outage": (
        "nothing responds since this morning, not even the {product}.",
        "the app shows an error and our whole building depends on it.",
        "is there an outage? The {product} has been offline for hours.",
    ),
    "account": (
        "I cannot sign in and the reset mail never arrives.",
        "please change the address on my account, we have moved.",
        "how do I give a colleague access to the {product}?",
    ),
    "cancellation": (
        "I want to cancel, the {product} is not worth what it costs.",
        "we are closing an office and need fewer seats.",
        "how do I stop the automatic renewal?",
    ),
    "other": (
        "do you sell the {product} in white?",
        "just wanted to say that the {product} is great, but the packaging is a waste.",
        "is the {product} compatible with older wiring?",
    ),
}
GREETINGS = ("Hi, ", "Hello, ", "Good morning, ", "Dear team, ", "", "Hi there, ")
CLOSINGS = (
    " Thanks!", " Please help.", " Kind regards", " I need this solved today.", "", " Cheers",
)  # fmt: skip
REPLIES = (
    "Thank you for your message. I have looked into your {product} and will come back to you.",
    "Sorry for the trouble. Could you send me the serial number of the {product}?",
    "I understand. I have passed this to our specialists and will keep you posted.",
    "Thanks for waiting. Could you try to restart the {product} and tell me what you see?",
)
SOLUTIONS = (
    "Good news: this is corrected. You will see it within a day.",
    "I have sent a replacement for the {product}; it arrives within two working days.",
    "The setting is fixed on our side, please sign in again. Anything else?",
    "We have refunded the amount. I am sorry for the inconvenience.",
)
ANSWERS = (
    "I restarted it, still the same.",
    "The serial number is on the photo I attached.",
    "Any news? I have been waiting.",
    "You can reach me at +31 6 1234 5678 or ann.other@example.com.",
    "Thanks, trying that now.",
)
REOPENINGS = (
    "This is not solved: the same problem is back.",
    "I still see the wrong amount. Please look again.",
    "It worked for a day and then stopped.",
)
NOTES = (
    "Called the warehouse, waiting for their answer.",
    "Third time this month, check whether this is the known firmware issue.",
    "Customer is upset, handle with care.",
)
AUTOMATIC = "Thank you for contacting us. We have received your request and will reply soon."
PRAISE = (
    "Quick and friendly, solved in one go.",
    "Great service, the agent really listened.",
    "Everything works, installation was easy.",
    "Fast delivery and a helpful team.",
    "I recommend you to all my neighbours.",
    "The {product} does exactly what it should.",
)
MIDDLING = (
    "It was fine, but it took a while.",
    "Good product, the app could be simpler.",
    "Okay overall. Delivery was a day late.",
    "Price is on the high side for what the {product} does.",
)
COMPLAINTS = (
    "I waited days for an answer and then had to explain everything again.",
    "Had to contact you three times about the same {product}.",
    "The chat closed on me twice. Very frustrating.",
    "Still not solved. I am looking for another supplier.",
    "The invoice is wrong every single month.",
    "Your outage cost us a day of work and nobody told us.",
    "Delivery was late and the {product} arrived damaged.",
)
HOSTILE = (
    "<script>alert('cx')</script> nice survey",
    "{{ 7 * 7 }} {% for x in y %}",
    '=HYPERLINK("http://example.com","click")',
    "**bold** [link](javascript:alert(1)) | a | table |",
    'Call me at +31 6 8765 4321 or mail piet.privaat@example.org, "now",\nsecond line',
    "<img src=x onerror=alert(1)>; DROP TABLE responses; --",
    "Zürich – “smart” quotes, emoji 😀 and a tab\tinside",
)


def sql_list(values: Iterable[str]) -> str:
    """The words as a DuckDB list literal."""
    return "[" + ", ".join(map(literal, values)) + "]"


def word_macros() -> tuple[str, ...]:
    """One macro `word_<list>(number)` per list: the word at a number, round and round."""
    lists = {
        name.lower(): values
        for name, values in globals().items()
        if name.isupper() and isinstance(values, list | tuple)
    }
    return tuple(
        f"create or replace temp macro word_{name}(number) as"
        f" {sql_list(values)}[cast(number % {len(values)} as integer) + 1]"
        for name, values in lists.items()
    )


def topic_macros() -> tuple[str, ...]:
    """`word_subject(topic, number)` and `word_opening(topic, number)` by topic name."""
    return tuple(
        f"create or replace temp macro {name}(topic, number) as case topic "
        + " ".join(
            f"when '{topic}' then {sql_list(texts)}[cast(number % {len(texts)} as integer) + 1]"
            for topic, texts in lists.items()
        )
        + " end"
        for name, lists in (("word_subject", SUBJECTS), ("word_opening", OPENINGS))
    )
