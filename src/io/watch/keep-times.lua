-- Keeps the times of some minutes of one check in a string: the number of the last minute as eight digits, a ring with two
-- bytes (little endian, 0: none) for each minute of a day, and one with six (least, median, greatest) for each hour of 30
-- days.

local key = KEYS[1]
local MINUTES, HOURS = tonumber(ARGV[1]), tonumber(ARGV[2])
local HEADER = 8
local HOURS_AT = HEADER + MINUTES * 2

local function word(n)
  return string.char(n % 256, math.floor(n / 256))
end

-- Minutes that follow each other are one command: each is a line in the file of the server, with the whole key.
local runAt, run = nil, {}

local function writeRun()
  if runAt then redis.call('SETRANGE', key, runAt, table.concat(run)) end
  runAt, run = nil, {}
end

local function setMinute(minute, value)
  local at = HEADER + (minute % MINUTES) * 2
  if not runAt or at ~= runAt + 2 * #run then
    writeRun()
    runAt = at
  end
  run[#run + 1] = word(value)
end

local function setHour(hour, figures)
  local text = word(figures[1]) .. word(figures[2]) .. word(figures[3])
  redis.call('SETRANGE', key, HOURS_AT + (hour % HOURS) * 6, text)
end

-- The hour's figures, from the minutes that are in the ring.
local function closeHour(hour)
  writeRun()
  local first = (hour * 60) % MINUTES
  local text = redis.call('GETRANGE', key, HEADER + first * 2, HEADER + first * 2 + 119)
  local times = {}
  for at = 1, #text - 1, 2 do
    local low, high = string.byte(text, at, at + 1)
    local took = low + high * 256
    if took > 0 then times[#times + 1] = took end
  end
  table.sort(times)
  local figures = #times == 0 and {0, 0, 0} or {times[1], times[math.floor((#times + 1) / 2)], times[#times]}
  setHour(hour, figures)
end

local last = tonumber(redis.call('GETRANGE', key, 0, HEADER - 1))
local lastBefore = last
for at = 3, #ARGV, 2 do
  local minute, took = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  if not last or minute > last then
    if last then
      local lastHour, hour = math.floor(last / 60), math.floor(minute / 60)
      if hour > lastHour then closeHour(lastHour) end
      -- What the rings still hold of a day or a month ago is cleared: nothing was seen in between.
      for empty = math.max(lastHour + 1, hour - HOURS + 1), hour - 1 do setHour(empty, {0, 0, 0}) end
      for empty = math.max(last + 1, minute - MINUTES + 1), minute - 1 do setMinute(empty, 0) end
    end
    last = minute
  end
  if minute > last - MINUTES then setMinute(minute, took) end
end
writeRun()
if last ~= lastBefore then redis.call('SETRANGE', key, 0, string.format('%08d', last)) end
return 1
