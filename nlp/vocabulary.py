"""用语: the company's customers, brands and tags, made ready for reading; one for each version of both."""

from dataclasses import dataclass
from functools import lru_cache

from domain.customer import CustomerBook
from domain.lexicon import Lexicon
from nlp.customers import CustomerIndex, customer_index
from nlp.patterns import Phrasings, compiled
from nlp.segmentation import jieba
from nlp.spoken_words import SpokenWords, spoken_words


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Everything the reader knows of the company."""

    book: CustomerBook
    lexicon: Lexicon
    customers: CustomerIndex
    pains: Phrasings
    channels: Phrasings
    packages: Phrasings
    brands: tuple[str, ...]
    spoken: SpokenWords


@lru_cache(maxsize=2)
def vocabulary(book: CustomerBook, lexicon: Lexicon) -> Vocabulary:
    """The vocabulary of these two versions; loads jieba and teaches it the company's own words."""
    segmenter = jieba()
    for word in (*(short for customer in book.customers for short in customer.short), *lexicon.brands, *lexicon.tags):
        segmenter.add_word(word)
    return Vocabulary(
        book=book,
        lexicon=lexicon,
        customers=customer_index(book),
        pains=compiled(lexicon.tags),
        channels=compiled(lexicon.channels),
        packages=compiled(lexicon.packages),
        brands=tuple(sorted(lexicon.brands, key=lambda brand: (-len(brand), brand))),
        spoken=spoken_words(frozenset(c.city for c in book.customers if len(c.city) > 1), lexicon),
    )
