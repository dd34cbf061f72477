-- Placed before scripts that compare or change versions. A state is stored as `version|state as JSON`.

local function hasVersion(stored, version)
  return string.sub(stored, 1, #version + 1) == version .. '|'
end

-- A damaged state, which nobody can read, stays as unreadable.
local function withNextVersion(stored)
  local version = string.match(stored, '^[^|]*')
  local number = tonumber(string.match(version, '^%d+')) or 0
  return string.format('%.0f', number + 1) .. '.s' .. string.sub(stored, #version + 1)
end
