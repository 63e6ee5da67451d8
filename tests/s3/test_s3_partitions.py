"""Regions and their partitions; AWS's published file is the oracle."""

from __future__ import annotations

from typing import Any

import pytest
from endpoint_grid import PARTITIONS

from sigv4.s3.endpoints import dns_suffix, is_aws_host, region_of_host
from sigv4.s3.partitions import known_partition, partition_of


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        pytest.param(region, partition, id=region)
        for partition in PARTITIONS["partitions"]
        for region in partition["regions"]
    ],
)
def test_partitions(region: str, partition: dict[str, Any]) -> None:
    """Every published region is of its partition and has its DNS suffix."""
    suffix = partition["outputs"]["dnsSuffix"]
    assert partition_of(region).name == partition["id"]
    assert known_partition(region) is partition_of(region)
    assert dns_suffix(region) == suffix
    assert is_aws_host(f"s3.{region}.{suffix}")
    if not region.endswith("-global"):
        assert region_of_host(f"s3.{region}.{suffix}") == region
        assert region_of_host(f"bucket.s3.dualstack.{region}.{suffix}") == region
        assert region_of_host(f"b--use1-az4--x-s3.s3express-use1-az4.{region}.{suffix}") == region


@pytest.mark.parametrize(
    "region",
    [
        "xx-new-7",
        "auto",
        "cn-north",
        "cn-north-x",
        "cn--1",
        "us-gov-west-1-x",
        "eusc-fr-east-1",
        "us-iso-é-1",
    ],
)
def test_unknown_regions_are_the_standard_partition_s(region: str) -> None:
    """What no partition's pattern matches counts as the standard one's."""
    assert known_partition(region) is None
    assert partition_of(region).name == "aws"


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("bucket.s3.amazonaws.com", None),
        ("us-west-2.s3.amazonaws.com", None),
        ("us-west-2.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("sts.amazonaws.com", None),
        ("search-x.us-east-1.es.amazonaws.com", "us-east-1"),
        ("search-domain-1.es.amazonaws.com", None),
        ("api-domain-1.es.amazonaws.com", None),
        ("bucket.s3.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("s3.eu-west-1.example.com", None),
        ("amazonaws.com", None),
    ],
)
def test_region_of_host(host: str, region: str | None) -> None:
    """A host's region is read where it stands, and a bucket's name is not taken for one."""
    assert region_of_host(host) == region
