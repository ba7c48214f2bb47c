# text: tokenisers, vocabularies, counts.
