"""Extra fields of a category: what an idea about safety or a machine should say besides its text.

An administrator defines them; the form shows them once the category is chosen. Answers are stored typed, with the
version of the field they were given to, so that an old answer keeps the label it was an answer to. Features above
add kinds of their own by the port `suggestions.field_type` (`improve.suggestions.ports.FieldType`).
"""
