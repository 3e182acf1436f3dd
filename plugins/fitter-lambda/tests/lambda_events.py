"""Events as AWS documents them for its HTTP fronts; whatever a test does not say is as it is there."""

from __future__ import annotations

from typing import Any

_URL_ID = "abcdefghijklmnopqrstuvwxyz012345"


def function_url(path: str, query: str = "", method: str = "GET", **headers: str) -> dict[str, Any]:
    """Of a function URL: the path is as it was sent."""
    host = f"{_URL_ID}.lambda-url.us-west-2.on.aws"
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {
            "x-amzn-trace-id": "Root=1-5bdb40ca-556d8b0c50dc66f0511bf520",
            "x-amzn-tls-version": "TLSv1.2",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
            "host": host,
            "accept": "*/*",
            **named(headers),
        },
        "requestContext": {
            "accountId": "anonymous",
            "apiId": _URL_ID,
            "domainName": host,
            "domainPrefix": _URL_ID,
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "agent",
            },
            "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
            "routeKey": "$default",
            "stage": "$default",
            "time": "12/Mar/2026:19:03:58 +0000",
            "timeEpoch": 1773342238000,
        },
        "isBase64Encoded": False,
    }


def http_api(path: str, query: str = "", stage: str = "$default") -> dict[str, Any]:
    """Of an HTTP API, payload format 2.0: the path is decoded, and begins with the stage where that has a name."""
    event = function_url(path if stage == "$default" else f"/{stage}{path}", query)
    host = "a1b2c3d4e5.execute-api.us-west-2.amazonaws.com"
    event["headers"]["host"] = host
    event["requestContext"] |= {"apiId": "a1b2c3d4e5", "domainName": host, "domainPrefix": "a1b2c3d4e5", "stage": stage}
    return event


def balancer(path: str, query: dict[str, str], *, several: bool = False, **headers: str) -> dict[str, Any]:
    """Of an application load balancer, with values alone or, where its target group says so, in lists."""
    group = "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/fitter/49e9d65c45c6791a"
    given = {"accept": "*/*", "host": "lambda-alb-123578498.us-east-2.elb.amazonaws.com", **named(headers)}
    event: dict[str, Any] = {"requestContext": {"elb": {"targetGroupArn": group}}, "httpMethod": "GET", "path": path}
    if several:
        event["multiValueHeaders"] = {name: [value] for name, value in given.items()}
        event["multiValueQueryStringParameters"] = {name: [value] for name, value in query.items()}
    else:
        event |= {"headers": given, "queryStringParameters": query}
    return {**event, "body": "", "isBase64Encoded": False}


def named(headers: dict[str, str]) -> dict[str, str]:
    """Names as in Python become those of headers, small as AWS gives them."""
    return {name.replace("_", "-").lower(): value for name, value in headers.items()}
