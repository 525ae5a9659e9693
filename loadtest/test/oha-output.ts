// What oha 1.16.0 printed in real runs, shortened to what is read.

/** 2 seconds against a server that answers, of which some answers were made 503 by hand. */
export const ANSWERED = JSON.stringify({
  summary: {
    successRate: 1,
    total: 2.002671945,
    slowest: 0.005016324,
    fastest: 0.000046769,
    average: 0.000168838,
    requestsPerSec: 23470.643865238748,
    totalData: 174655848,
    sizePerRequest: 3715,
    sizePerSec: 87211411.95194604,
  },
  responseTimeHistogram: { "0.000046769": 1, "0.0005437244999999999": 46064 },
  latencyPercentiles: {
    p10: 0.000088651,
    p25: 0.00010133,
    p50: 0.000127089,
    p75: 0.000202551,
    p90: 0.000239575,
    p95: 0.000305514,
    p99: 0.000809371,
    "p99.9": 0.002103492,
    "p99.99": 0.004143328,
  },
  statusCodeDistribution: { "200": 46900, "503": 100 },
  errorDistribution: { "connection closed before message completed": 4 },
});

/** A second against a port where nothing listens. */
export const REFUSED = JSON.stringify({
  summary: {
    successRate: 0,
    total: 1.024221149,
    slowest: null,
    fastest: null,
    average: null,
    requestsPerSec: 59142.5,
    totalData: 0,
    sizePerRequest: null,
    sizePerSec: 0,
  },
  responseTimeHistogram: { NaN: 0 },
  latencyPercentiles: { p10: null, p50: null, p99: null },
  statusCodeDistribution: {},
  errorDistribution: { "Connection refused (os error 111)": 60575 },
});
