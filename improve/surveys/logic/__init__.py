"""What is asked of whom: conditions on earlier answers, the way through the pages, answers within texts."""
