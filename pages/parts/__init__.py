"""What pages share: the frame around them, the sidebar, cards, and the steps of a release."""
