-- Gets and puts of random values under uniformly chosen keys of bucket "bench".
-- Arguments after "--": mode (put, get, mixed, preload), number of keys, bytes of a value, seed.

local mode, keys, size
local threads = {}
local get_headers = { ["Accept"] = "*/*" }
local put_headers = { ["Content-Type"] = "application/octet-stream" }
local pool = {}
local next_key = 0

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(args)
  mode = args[1]
  keys = tonumber(args[2])
  size = tonumber(args[3])
  -- Each wrk and each of its threads draws its own keys.
  math.randomseed(tonumber(args[4]) * 1000 + id)
  -- A few random values, made once: to make one per request would measure Lua.
  for i = 1, 16 do
    local bytes = {}
    for j = 1, size do bytes[j] = string.char(math.random(33, 126)) end
    pool[i] = table.concat(bytes)
  end
end

local function path(key)
  return "/buckets/bench/keys/k" .. key
end

function request()
  if mode == "get" or (mode == "mixed" and math.random(2) == 1) then
    return wrk.format("GET", path(math.random(0, keys - 1)), get_headers)
  end
  local key = math.random(0, keys - 1)
  if mode == "preload" then
    key = next_key
    next_key = (next_key + 1) % keys
  end
  return wrk.format("PUT", path(key), put_headers, pool[math.random(#pool)])
end

-- One line for the script that runs us: requests, seconds, errors, and the latency at some thousand percentiles as
-- micros, so that the latencies of several wrks can be put together.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.3f %d", summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout))
  for i = 0, 2000 do
    io.write(string.format(" %d", latency:percentile(math.max(i / 20, 0.001))))
  end
  io.write("\n")
end
