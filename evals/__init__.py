"""Judged before a release. Stays in the checkout: the wheel serves, the checkout judges."""
