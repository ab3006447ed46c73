"""Whether the words in front of a number say what it is the number of: an order, no person."""

import re
from typing import Final

_STEMS = (
    "order|bestel|bestelling|bestell|bestellung|auftrag|commande|ordre|ticket|case|zaak|dossier"
    "|incident|artikel|article|item|product|produkt|produit|vare|seri(?:al|e|es|en)|série|modell?"
    "|invoice|factuur|facture|rechnung|faktura|contract|contrat|vertrag|kontrakt|reference"
    "|referentie|référence|referenz|track|tracking|zending|sendung|shipment|parcel|package|pakket"
    "|paket|colis|pakke|barcode|booking|boeking|buchung|réservation|po|sku|ean|upc|imei|isbn|sn"
    r"|vat|btw|kvk|(?:ref|art|inv)\.?|(?:customer|client|klant|kunden?|membership) ?(?=n|i)"
)
_NUMBER = r"(?:numbers?|nummer|numret|numéro|numero|id|code|key|(?:num|nr|no|n[°º])\.?)"
# A full stop ends a sentence, and what it says of the number that begins the next.
_NAMED = re.compile(
    rf"(?<!\w)(?:{_STEMS})(?:s|en|e|s?-)?(?: ?{_NUMBER})?[ :#(]{{0,3}}"
    r"(?:(?:is|was|ist|war|est|er|var)[ :]{1,2})?$",
    re.IGNORECASE,
)
_LOOKED_AT: Final = 50


def is_number_of_a_thing(text: str, start: int) -> bool:
    """Whether the number that begins here follows a word such as order or invoice."""
    return _NAMED.search(text[max(0, start - _LOOKED_AT) : start]) is not None
