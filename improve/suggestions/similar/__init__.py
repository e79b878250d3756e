"""Similar ideas while typing: what the form offers under the title before somebody writes the same again.

Offline and without a model download. Candidates come from terms (words, Chinese pairs, and the meanings of our
own thesaurus); they are ranked by how much of the title they cover, by characters, and by the distance of
sentence vectors (Universal Sentence Encoder, multilingual, from a wheel). Calibrated to stay silent when in doubt.
"""
