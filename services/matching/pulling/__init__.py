"""The library taken along by those who work with it outside: filters, spreadsheets, a stream that goes on."""
