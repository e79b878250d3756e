"""The scenes of the demonstration: each plans what happens in one part of the company."""
