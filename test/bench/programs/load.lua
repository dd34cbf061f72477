-- The load for wrk: requests the paths of a file, one after the other, as fast as the answers come. It prints the number of
-- requests, those a second and the milliseconds that 99 % stay below, as JSON.
-- Arguments: the file, a path a line; and `once` to end when each has been requested.
local ffi = require('ffi')
ffi.cdef([[
  struct timespec { long s; long ns; };
  int clock_gettime(int clock, struct timespec *at);
]])

local MONOTONIC = 1

local function now()
  local at = ffi.new('struct timespec')
  ffi.C.clock_gettime(MONOTONIC, at)
  return tonumber(at.s) + tonumber(at.ns) / 1e9
end

local thread

function setup(own)
  thread = own
end

function init(args)
  requests = {}
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format('GET', path)
  end
  isOnce = args[2] == 'once'
  sent = 0
  elapsed = 0
end

function request()
  began = began or now()
  if isOnce and sent == #requests then
    elapsed = now() - began
    wrk.thread:stop()
  end
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local ended = thread:get('elapsed')
  local seconds = ended > 0 and ended or summary.duration / 1e6
  print(string.format(
    '\n{"requests": %d, "rate": %.3f, "p99": %.3f, "failed": %d}',
    summary.requests, summary.requests / seconds, latency:percentile(99) / 1e3, failed
  ))
end
