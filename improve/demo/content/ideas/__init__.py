"""What people of the demonstration suggested, one module per trade; `improve.demo.content.writing` reads the texts.

    # title
    @ author, co-authors | category | weeks ago | what became of it
    the problem
    > the idea
    = the expected result
    ! the committee's or coordinator's reason; a second one says what was put into practice
    - Name: a comment before the decision
    * Name: a comment when it was being tried or done

What became of it, step after step separated by semicolons: `new`, `withdrawn`, `answered accept|decline|done`,
`round1 74 accept|decline|defer|revise|done` (74: how good the committee finds it, 0-100), `round3 60` (still being
scored). `accept KEY` names the project that tries it. Ideas of a round came in
during the weeks before it opened, whatever week the text names.
"""

from improve.demo.content.ideas import (
    assembly,
    call_center,
    europe_service,
    europe_warehouse,
    maintenance,
    office,
    packing,
    picking,
    quality,
    returns_cold,
    safety,
)

TEXTS = (
    picking.TEXT,
    packing.TEXT,
    returns_cold.TEXT,
    call_center.TEXT,
    assembly.TEXT,
    maintenance.TEXT,
    safety.TEXT,
    quality.TEXT,
    office.TEXT,
    europe_warehouse.TEXT,
    europe_service.TEXT,
)
