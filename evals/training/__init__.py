"""Training of the reading model: public sets and planted claims in, int8 weights out."""
