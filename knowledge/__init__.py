"""The knowledge base: public facts with source, date and definition, read-only while serving."""
