"""The robot that listens, knows the rules, reads back and acts: understanding, dialogue tasks, rule gate, model port."""
