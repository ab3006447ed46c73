"""What the simulated customers write, by language, and the personal data that is planted in it.

Sentences and their sentiment are plain lists; which customer writes which one when, and where
something personal goes, follows from the dice of the answer or the contact.
"""

from collections.abc import Mapping

from orchestration.demo.words import COMPLAINTS, MIDDLING, OPENINGS, PRAISE, sql_list

LANGUAGES = ("nl", "de", "fr", "en", "da")
# Which of them each country of words.COUNTRIES writes: Belgium has two, here it writes Dutch.
_BY_COUNTRY = (1, 1, 2, 3, 4, 5)

_PRAISE = {
    "nl": (
        "Snel en vriendelijk geholpen, in één keer opgelost.",
        "Top service, de medewerker luisterde echt.",
        "Alles werkt, de installatie was makkelijk.",
        "Snelle levering en een behulpzaam team.",
        "Ik raad jullie aan bij al mijn buren.",
        "De {product} doet precies wat hij moet doen, heel blij mee.",
    ),
    "de": (
        "Schnell und freundlich, sofort gelöst.",
        "Toller Service, man hat mir wirklich zugehört.",
        "Alles funktioniert, die Installation war einfach.",
        "Schnelle Lieferung und ein hilfsbereites Team.",
        "Ich empfehle Sie allen Nachbarn.",
        "Sehr zufrieden mit {product}.",
    ),
    "fr": (
        "Rapide et aimable, résolu du premier coup.",
        "Excellent service, la conseillère m'a vraiment écouté.",
        "Tout fonctionne, l'installation était facile.",
        "Livraison rapide et équipe serviable.",
        "Je vous recommande à tous mes voisins.",
        "Très content de mon achat ({product}).",
    ),
    "en": PRAISE,
    "da": (
        "Hurtig og venlig hjælp, løst med det samme.",
        "Fremragende service, medarbejderen lyttede virkelig.",
        "Alt virker, installationen var nem.",
        "Hurtig levering og et hjælpsomt team.",
        "Jeg anbefaler jer til alle mine naboer.",
        "Meget tilfreds med min {product}.",
    ),
}
_MIDDLING = {
    "nl": (
        "Het was prima, maar het duurde wel even.",
        "Goed product, de app kan eenvoudiger.",
        "De levering was een dag later dan gepland.",
    ),
    "de": (
        "War in Ordnung, hat aber gedauert.",
        "Gutes Produkt, die App könnte einfacher sein.",
        "Die Lieferung kam einen Tag später als geplant.",
    ),
    "fr": (
        "C'était correct, mais un peu long.",
        "Bon produit, l'application pourrait être plus simple.",
        "La livraison est arrivée avec un jour de retard.",
    ),
    "en": MIDDLING,
    "da": (
        "Det var fint, men det tog lidt tid.",
        "Godt produkt, appen kunne være enklere.",
        "Leveringen kom en dag senere end aftalt.",
    ),
}
_COMPLAINTS = {
    "nl": (
        "Dagen op antwoord gewacht en toen alles opnieuw moeten uitleggen.",
        "Drie keer gebeld over dezelfde {product}, heel vervelend.",
        "De chat werd twee keer afgebroken. Erg frustrerend.",
        "Nog steeds niet opgelost. Ik zoek een andere leverancier.",
        "De factuur is elke maand fout.",
        "De storing kostte ons een dag werk en niemand liet iets weten.",
        "De levering was te laat en de {product} was beschadigd.",
    ),
    "de": (
        "Tagelang auf eine Antwort gewartet und dann alles noch einmal erklären müssen.",
        "Dreimal wegen desselben Problems angerufen ({product}).",
        "Der Chat wurde zweimal beendet. Sehr frustrierend.",
        "Immer noch nicht gelöst. Ich suche einen anderen Anbieter.",
        "Die Rechnung ist jeden Monat falsch.",
        "Der Ausfall hat uns einen Tag gekostet und niemand hat uns informiert.",
        "Die Lieferung kam zu spät und war beschädigt ({product}).",
    ),
    "fr": (
        "J'ai attendu une réponse pendant des jours et j'ai dû tout réexpliquer.",
        "J'ai appelé trois fois pour le même problème ({product}).",
        "Le chat s'est coupé deux fois. Très frustrant.",
        "Toujours pas résolu. Je cherche un autre fournisseur.",
        "La facture est fausse tous les mois.",
        "La panne nous a coûté une journée et personne n'a prévenu.",
        "Livraison en retard et produit endommagé ({product}).",
    ),
    "en": COMPLAINTS,
    "da": (
        "Ventede dage på svar og måtte forklare alt igen.",
        "Ringede tre gange om det samme problem ({product}).",
        "Chatten lukkede to gange. Meget frustrerende.",
        "Stadig ikke løst. Jeg leder efter en anden leverandør.",
        "Fakturaen er forkert hver måned.",
        "Nedbruddet kostede os en dag, og ingen gav besked.",
        "Leveringen var forsinket, og varen var beskadiget ({product}).",
    ),
}
_OPENINGS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "nl": {
        "invoice": ("op mijn laatste factuur staat een bedrag dat ik niet ken.",),
        "delivery": ("mijn {product} zou dinsdag geleverd worden en is er nog niet.",),
        "installation": ("de {product} koppelt niet met de app.",),
        "outage": ("sinds vanochtend reageert niets meer, ook de {product} niet.",),
        "account": ("ik kan niet inloggen en krijg geen mail voor een nieuw wachtwoord.",),
        "cancellation": ("ik wil opzeggen, de {product} is te duur.",),
        "other": ("verkopen jullie de {product} ook in het wit?",),
    },
    "de": {
        "invoice": ("auf meiner letzten Rechnung steht ein Betrag, den ich nicht kenne.",),
        "delivery": ("meine Lieferung ({product}) sollte am Dienstag kommen.",),
        "installation": ("mein Gerät ({product}) verbindet sich nicht mit der App.",),
        "outage": ("seit heute Morgen funktioniert nichts mehr, auch {product} nicht.",),
        "account": ("ich kann mich nicht anmelden und bekomme kein neues Passwort.",),
        "cancellation": ("ich möchte kündigen, {product} ist zu teuer.",),
        "other": ("gibt es {product} auch in Weiß?",),
    },
    "fr": {
        "invoice": ("ma dernière facture indique un montant que je ne reconnais pas.",),
        "delivery": ("ma commande ({product}) devait être livrée mardi.",),
        "installation": ("l'appareil ({product}) ne se connecte pas à l'application.",),
        "outage": ("plus rien ne répond depuis ce matin, même pas {product}.",),
        "account": ("la connexion à mon compte est impossible, le mot de passe est refusé.",),
        "cancellation": ("je souhaite résilier, {product} est trop cher.",),
        "other": ("vendez-vous {product} en blanc ?",),
    },
    "en": OPENINGS,
    "da": {
        "invoice": ("på min sidste faktura er der et beløb, jeg ikke kender.",),
        "delivery": ("min {product} skulle være leveret i tirsdags.",),
        "installation": ("min {product} kan ikke parre med appen.",),
        "outage": ("siden i morges svarer intet, heller ikke min {product}.",),
        "account": ("jeg kan ikke logge ind og får ingen ny adgangskode.",),
        "cancellation": ("jeg vil opsige, min {product} er for dyr.",),
        "other": ("sælger I også {product} i hvid?",),
    },
}
_HELLO = {"nl": "Hallo, ", "de": "Guten Tag, ", "fr": "Bonjour, ", "en": "Hello, ", "da": "Hej, "}

# Numbers of the kind that issuers publish for tests; places where nobody lives.
ACCOUNTS = ("NL91 ABNA 0417 1643 00", "DE89370400440532013000", "FR14 2004 1010 0505 0001 3M02 606")
CARDS = ("4111 1111 1111 1111", "5500-0000-0000-0004", "4242424242424242")
ADDRESSES = (
    "Tulpstraat 12, 3511 AB Utrecht",
    "Rosenweg 7",
    "12 rue de la Paix",
    "221 Baker Street",
)
# What is put behind a sentence, and the thing in it that must be gone.
_PLANTED = (
    ("You can reach me at {it}.", "email"),
    ("Mijn nummer is {it}.", "phone"),
    ("IBAN: {it}", "word_accounts(dice // 13)"),
    ("Paid by card {it}.", "word_cards(dice // 13)"),
    ("Adres: {it}.", "word_addresses(dice // 13)"),
    ("Signed, {it}", "first_name || ' ' || last_name"),
    ("Order 30012345 of 12-05-2026, 1.299,00 EUR, serial 8812-4471.", "null"),
)
_EVERY = 9


def _lists(name: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    cases = " ".join(
        f"when '{code}' then {sql_list(texts)}[cast(number % {len(texts)} as integer) + 1]"
        for code, texts in lists.items()
    )
    return f"create or replace temp macro {name}(language, number) as case language {cases} end"


def _openings() -> str:
    cases = " ".join(
        f"when '{code}/{topic}' then {sql_list(texts)}[cast(number % {len(texts)} as integer) + 1]"
        for code, topics in _OPENINGS.items()
        for topic, texts in topics.items()
    )
    return (
        "create or replace temp macro said_opening(language, topic, number) as"
        f" case language || '/' || topic {cases} end"
    )


def verbatim_macros() -> tuple[str, ...]:
    """What is said in a language, and what is planted behind it, as functions of the dice."""
    sentences = " ".join(f"when {n} then '{text}'" for n, (text, _) in enumerate(_PLANTED))
    things = " ".join(f"when {n} then {thing}" for n, (_, thing) in enumerate(_PLANTED))
    kinds = len(_PLANTED)
    hello = " ".join(f"when '{code}' then '{text}'" for code, text in _HELLO.items())
    return (
        *(
            f"create or replace temp macro word_{name}(number) as"
            f" {sql_list(words)}[cast(number % {len(words)} as integer) + 1]"
            for name, words in (
                ("accounts", ACCOUNTS),
                ("cards", CARDS),
                ("addresses", ADDRESSES),
            )
        ),
        "create or replace temp macro language_of(country) as coalesce("
        f"{sql_list(LANGUAGES)}[{list(_BY_COUNTRY)}[cast(country as integer) + 1]], 'en')",
        _lists("said_praise", _PRAISE),
        _lists("said_middling", _MIDDLING),
        _lists("said_complaints", _COMPLAINTS),
        _openings(),
        f"create or replace temp macro said_hello(language) as case language {hello} end",
        # The planted thing, null for most texts; `said` puts it behind the sentence.
        "create or replace temp macro thing_of(dice, first_name, last_name, email, phone) as"
        f" case when dice % {_EVERY} = 0 then case dice // {_EVERY} % {kinds} {things} end end",
        "create or replace temp macro said(sentence, dice, thing) as"
        " replace(sentence, '{product}', word_products(dice // 29)) || case"
        f" when dice % {_EVERY} <> 0 then ''"
        f" when dice // {_EVERY} % {kinds} = {kinds - 1} then ' ' || '{_PLANTED[-1][0]}'"
        f" when thing is null then ''"
        f" else ' ' || replace(case dice // {_EVERY} % {kinds} {sentences} end, '{{it}}', thing)"
        " end",
    )
