-- Writes what looks have left in memory, in one command and so with one sync: the states of checks as they are, and the
-- response times of the last minutes.
--
-- The times of one check are a string: the number of the last minute as eight digits, a ring with two bytes (little endian,
-- 0: none; see wordOfTime) for each minute of a day, and one with six (least, median, greatest) for each hour of 30 days.

-- KEYS: states, deadlines, and a key of times for each check that has some. ARGV: 'memory' where nothing of it goes to the
-- disk, 'whole' where the disk gets all times of these checks, since memory had some before, else 'disk'; the sizes of the
-- rings, the number of states and their ids; then for each key of times how many minutes there are, and each minute with its time.
local states, deadlines = KEYS[1], KEYS[2]
local firstTimes = 3
local mode, MINUTES, HOURS, stateCount = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if mode == 'memory' then redis.set_repl(redis.REPL_REPLICA) end
local HEADER = 8
local HOURS_AT = HEADER + MINUTES * 2
-- The string under work.
local key

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

-- Takes `count` minutes with their times from `first` on.
local function keepTimes(first, count)
  local last = tonumber(redis.call('GETRANGE', key, 0, HEADER - 1))
  local lastBefore = last
  for at = first, first + 2 * count - 2, 2 do
    local minute, took = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
    -- The clock was ahead by days, and was set right since.
    if last and minute <= last - 2 * MINUTES then
      redis.call('DEL', key)
      last = nil
    end
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
end

for at = 5, 4 + stateCount do
  local id = ARGV[at]
  local state, deadline = redis.call('HGET', states, id), redis.call('ZSCORE', deadlines, id)
  if state then redis.call('HSET', states, id, state) end
  -- What stays as it is would not be written.
  redis.call('ZREM', deadlines, id)
  if deadline then redis.call('ZADD', deadlines, deadline, id) end
end

local at = 5 + stateCount
for n = firstTimes, #KEYS do
  key = KEYS[n]
  local count = tonumber(ARGV[at])
  if mode == 'whole' then
    local all = redis.call('GET', key)
    if all then redis.call('SET', key, all) end
  end
  keepTimes(at + 1, count)
  at = at + 1 + 2 * count
end
return 1
