"""The language floor: terms, integers, scalar functions' names, theories, verdicts; data without algebra."""
