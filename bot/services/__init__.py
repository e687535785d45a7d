"""One public function is one transaction is one sentence: ``f(tx, command, actor, now)``."""
