-- Registers with the server, again whenever its heartbeat stays away; hands on what has no message of its own.
local EAR = '@EAR@'
local RADIOS = { @RADIOS@ } -- address -> name of the radio, how many steps it has
local PICKERS = { @PICKERS@ }
local SILENT_MS = @SILENT@ * 1000
local heard, asked = -SILENT_MS, -SILENT_MS

function update()
  local now = getMillis()
  if now - heard >= SILENT_MS and now - asked >= SILENT_MS then
    asked = now
    self:findByName('.status', true).values.text = 'looking for rtxmodal'
    sendOSC('@ADD@', EAR, 'norm')
    sendOSC('@SUBSCRIBE@', 'meter', @METER_HZ@)
    for _, picker in ipairs(PICKERS) do
      sendOSC(picker.entries)
      sendOSC(picker.current)
    end
  end
end

local function name_buttons(kind, names)
  for place = 0, @MOST_CHOICES@ - 1 do
    local button = self:findByName('.' .. kind .. '_' .. place, true)
    local known = names[place + 1]
    button.visible = known ~= nil
    button.children.name.values.text = known and known.value or ''
  end
end

function onReceiveOSC(message, connections)
  local path, arguments = message[1], message[2]
  for _, picker in ipairs(PICKERS) do
    if path == picker.entries then
      name_buttons(picker.name, arguments)
    elseif path == picker.current and arguments[1] then
      self:findByName('.' .. picker.name, true).values.text = arguments[1].value
    end
  end
  if path == '@HEARTBEAT@' then
    heard = getMillis()
    self:findByName('.status', true).values.text = 'connected'
  elseif path == '@METER@' then
    for side = 1, 2 do
      local level = (arguments[side].value - @QUIETEST@) / (@LOUDEST@ - @QUIETEST@)
      self:findByName('.meter_' .. side, true).values.x = math.clamp(level, 0, 1)
    end
  elseif RADIOS[path] and arguments[1] then
    local radio = RADIOS[path]
    self:findByName(radio[1], true):notify('told', math.floor(arguments[1].value * (radio[2] - 1) + 0.5))
  end
end
