"""How a change is rolled out: diagnose, design, test, launch, each with entry and exit criteria."""
