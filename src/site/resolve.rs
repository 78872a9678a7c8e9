//! Which route a link meant: the rules of the house, in order, the first that hits exactly one target wins.
