"""What Prometheus is told of the signer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import Metric

from services.proofs.signing import REASONS
from services.proofs.standing import Standing
from shared.metrics import MetricFamilies

SERVICE = "proofs"


def figures(standing: Standing, refusals: Mapping[str, int]) -> Iterator[Metric]:
    """`refusals` counts by reason since the process began."""
    tell = MetricFamilies(SERVICE)
    yield tell.gauge("proofs_tree_records", "Records that are in the tree.", standing.records)
    yield tell.gauge("proofs_signed_records", "Records of the last checkpoint that was signed.", standing.signed)
    yield tell.gauge("proofs_published_records", "Records of the checkpoint that is published.", standing.published)
    when = standing.signed_at or 0
    yield tell.gauge("proofs_signed_timestamp_seconds", "When all of it was last found right; 0: never.", when)
    yield tell.gauge("proofs_quorum", "1 where enough witnesses cosigned the last checkpoint.", standing.enough)
    counted = dict.fromkeys(REASONS.values(), 0) | dict(refusals)
    yield tell.counters("proofs_refusals", "Times that nothing was signed, by reason.", "reason", counted)
    named = standing.witnesses
    sizes = {name: each.size for name, each in named.items()}
    yield tell.gauges("proofs_witness_records", "Records that a witness is known to have seen.", "witness", sizes)
    times = {name: each.when or 0 for name, each in named.items()}
    yield tell.gauges("proofs_witness_timestamp_seconds", "When it last cosigned; 0: never.", "witness", times)
    refusing = {name: each.refuses for name, each in named.items()}
    yield tell.gauges("proofs_witness_refuses", "1 where a witness knows another history.", "witness", refusing)
    ready = {"signing": standing.refused is None, "witnesses": standing.enough and not standing.contradicted}
    yield tell.gauges("ready", "1 where the readiness check is content.", "check", ready)
