-- A step through the fields of a hash without their values, which may be many times as long. Returns the next cursor and the
-- fields.

local reply = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local fields = {}
for at = 1, #reply[2], 2 do fields[#fields + 1] = reply[2][at] end
return {reply[1], fields}
