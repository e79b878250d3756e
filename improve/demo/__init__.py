"""The demonstration: an invented company, played through the services of the features, dated to today."""
