"""The form of the national guideline GB/T 42748-2023: what the record answers, what people answer, what it comes to."""
