"""What pages share: a visit with its sidebar and the choice of the reader, cards, and the steps of a release."""
