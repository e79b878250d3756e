"""Use cases of awards."""

from improve.awards.service.giving import give, withdraw
from improve.awards.service.keeping import hand_over, keep
from improve.awards.service.programs import change_program, create_program

__all__ = ["change_program", "create_program", "give", "hand_over", "keep", "withdraw"]
