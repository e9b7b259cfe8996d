"""How good answers, refusals and searches are: questions with known answers, measures, tables, the report."""
