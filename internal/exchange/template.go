package exchange

// valuesSheet is the sheet of a template that lists allowed values; it is not read.
const valuesSheet = "allowed values"
