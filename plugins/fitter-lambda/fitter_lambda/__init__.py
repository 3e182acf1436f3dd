"""fitter as a function of AWS Lambda: events of its HTTP fronts become requests, and responses what Lambda sends."""
