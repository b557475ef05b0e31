"""rtxmodal in TouchDesigner: the scene default.

Paste all of this into a Text DAT, right-click it, choose Run Script. Beside the DAT appears the component `rtxmodal`:
every parameter is a custom parameter of it. Move one and the show follows; another controller moves one and it moves
here. Run the script again for another scene: the component is made anew in its place.

Use a value anywhere:  op('rtxmodal').par.Voicewet
"""

HOST, PORT, EAR = '127.0.0.1', 9110, 9113
PARAMETERS = {
    'Outputgain': {'address': '/rtxmodal/params/output_gain', 'kind': 'float', 'page': 'sound', 'label': 'Output gain dB', 'help': 'Everything that leaves', 'min': -90.0, 'max': 6.0, 'default': -12.0},
    'Inputgain': {'address': '/rtxmodal/params/input_gain', 'kind': 'float', 'page': 'sound', 'label': 'Input gain dB', 'help': 'The microphone before the lanes', 'min': -60.0, 'max': 24.0, 'default': 0.0},
    'Drywet': {'address': '/rtxmodal/params/drywet', 'kind': 'float', 'page': 'sound', 'label': 'Dry / wet', 'help': 'Multiplies the wet of every lane', 'min': 0.0, 'max': 1.0, 'default': 1.0},
    'Bypass': {'address': '/rtxmodal/params/bypass', 'kind': 'toggle', 'page': 'sound', 'label': 'Bypass', 'help': 'Every sound lane gives its input, as late as ever', 'default': 0},
    'Mute': {'address': '/rtxmodal/params/mute', 'kind': 'toggle', 'page': 'sound', 'label': 'Mute', 'help': 'Silence, faded in and out', 'default': 0},
    'Run': {'address': '/rtxmodal/params/run', 'kind': 'toggle', 'page': 'sound', 'label': 'Run', 'help': 'Off: silence, faded, and the sound lanes rest', 'default': 1},
    'Smooth': {'address': '/rtxmodal/params/smooth', 'kind': 'float', 'page': 'sound', 'label': 'Smoothing ms', 'help': "At least so long models' knobs take to move", 'min': 0.0, 'max': 2000.0, 'default': 0.0},
    'Limiter': {'address': '/rtxmodal/params/limiter', 'kind': 'toggle', 'page': 'sound', 'label': 'Limiter', 'help': 'Nothing above the ceiling', 'default': 1},
    'Ceiling': {'address': '/rtxmodal/params/ceiling', 'kind': 'float', 'page': 'sound', 'label': 'Ceiling dB', 'help': 'What the limiter lets through, dBFS', 'min': -12.0, 'max': 0.0, 'default': -1.0},
    'Overlay': {'address': '/rtxmodal/params/overlay', 'kind': 'toggle', 'page': 'sound', 'label': 'Overlay', 'help': 'Keys held, roll and level in the window', 'default': 0},
    'Computerkeys': {'address': '/rtxmodal/params/computer_keys', 'kind': 'toggle', 'page': 'sound', 'label': 'Computer keys', 'help': "The computer's keys play notes", 'default': 0},
    'Blackout': {'address': '/rtxmodal/params/blackout', 'kind': 'toggle', 'page': 'window', 'label': 'Blackout', 'help': 'Black window, sound untouched', 'default': 0},
    'Freeze': {'address': '/rtxmodal/params/freeze', 'kind': 'toggle', 'page': 'window', 'label': 'Freeze', 'help': 'Hold the picture', 'default': 0},
    'Fullscreen': {'address': '/rtxmodal/params/fullscreen', 'kind': 'toggle', 'page': 'window', 'label': 'Fullscreen', 'help': 'The whole monitor, or a window', 'default': 0},
    'Brightness': {'address': '/rtxmodal/params/brightness', 'kind': 'float', 'page': 'window', 'label': 'Brightness', 'help': 'Master dimmer of the window', 'min': 0.0, 'max': 1.0, 'default': 1.0},
    'Test': {'address': '/rtxmodal/params/test', 'kind': 'toggle', 'page': 'window', 'label': 'Test picture', 'help': 'Circle, grid, greys and colours, for a projector', 'default': 0},
    'Windowshown': {'address': '/rtxmodal/params/window/shown', 'kind': 'toggle', 'page': 'window', 'label': 'Window', 'help': 'Off: no window; pictures go on being made', 'default': 1},
    'Windowdisplay': {'address': '/rtxmodal/params/window/display', 'kind': 'int', 'page': 'window', 'label': 'Monitor', 'help': 'Which one it stands on, from 0', 'min': 0.0, 'max': 15.0, 'default': 0},
    'Windowmaxfps': {'address': '/rtxmodal/params/window/max_fps', 'kind': 'int', 'page': 'window', 'label': 'Frame rate Hz', 'help': 'So many at most', 'min': 10.0, 'max': 120.0, 'default': 60},
    'Windowflashlimit': {'address': '/rtxmodal/params/window/flash_limit', 'kind': 'float', 'page': 'window', 'label': 'Flash limit Hz', 'help': 'Flashes a second at most; above 3 harms people who are photosensitive, 0 limits nothing', 'min': 0.0, 'max': 30.0, 'default': 3.0},
    'Transportsource': {'address': '/rtxmodal/params/transport/source', 'kind': 'menu', 'page': 'transport', 'label': 'Clock', 'help': 'Who leads', 'options': ['internal', 'midi', 'link'], 'default': 'internal'},
    'Transporttempo': {'address': '/rtxmodal/params/transport/tempo', 'kind': 'float', 'page': 'transport', 'label': 'Tempo bpm', 'help': 'Beats a minute', 'min': 20.0, 'max': 300.0, 'default': 120.0},
    'Transporttap': {'address': '/rtxmodal/params/transport/tap', 'kind': 'pulse', 'page': 'transport', 'label': 'Tap', 'help': 'Three taps are a tempo'},
    'Transportplay': {'address': '/rtxmodal/params/transport/play', 'kind': 'toggle', 'page': 'transport', 'label': 'Play', 'help': 'Whether beats pass', 'default': 0},
    'Transportresync': {'address': '/rtxmodal/params/transport/resync', 'kind': 'pulse', 'page': 'transport', 'label': 'Resync', 'help': 'This is the first beat of a bar'},
    'Transportquantum': {'address': '/rtxmodal/params/transport/quantum', 'kind': 'int', 'page': 'transport', 'label': 'Beats a bar', 'help': '', 'min': 1.0, 'max': 32.0, 'default': 4},
    'Transportquantize': {'address': '/rtxmodal/params/transport/quantize', 'kind': 'menu', 'page': 'transport', 'label': 'Quantize', 'help': 'What changes wait for', 'options': ['off', '1/16', '1/8', '1/4', '1/2', '1bar', '2bars', '4bars', '8bars'], 'default': 'off'},
    'Transportclockout': {'address': '/rtxmodal/params/transport/clock_out', 'kind': 'toggle', 'page': 'transport', 'label': 'Clock out', 'help': 'Send MIDI clock', 'default': 0},
    'Morphpos': {'address': '/rtxmodal/params/morph/pos', 'kind': 'float', 'page': 'morph', 'label': 'Morph', 'help': 'Way from the first preset of the morph to the last', 'min': 0.0, 'max': 1.0, 'default': 0.0},
    'Cuego': {'address': '/rtxmodal/params/cue/go', 'kind': 'pulse', 'page': 'cue', 'label': 'Go', 'help': 'The next cue of the set list'},
    'Cueback': {'address': '/rtxmodal/params/cue/back', 'kind': 'pulse', 'page': 'cue', 'label': 'Back', 'help': 'The cue before'},
    'Cuearm': {'address': '/rtxmodal/params/cue/arm', 'kind': 'pulse', 'page': 'cue', 'label': 'Arm', 'help': "Load the next cue's scene beside this one"},
    'Voicewet': {'address': '/rtxmodal/params/voice/wet', 'kind': 'float', 'page': 'voice', 'label': 'Wet', 'help': 'Translated against untouched', 'min': 0.0, 'max': 1.0, 'default': 0.85},
    'Voicegain': {'address': '/rtxmodal/params/voice/gain', 'kind': 'float', 'page': 'voice', 'label': 'Gain dB', 'help': '', 'min': -60.0, 'max': 12.0, 'default': 0.0},
    'Voicemute': {'address': '/rtxmodal/params/voice/mute', 'kind': 'toggle', 'page': 'voice', 'label': 'Mute', 'help': '', 'default': 0},
    'Timbrestringsamount': {'address': '/rtxmodal/params/timbre_strings/amount', 'kind': 'float', 'page': 'timbre-strings', 'label': 'Amount', 'help': '0: what goes in, 1: strings; between: a morph of the two spectra', 'min': 0.0, 'max': 1.0, 'default': 1.0},
    'Timbrestringsbrightness': {'address': '/rtxmodal/params/timbre_strings/brightness', 'kind': 'float', 'page': 'timbre-strings', 'label': 'Brightness dB', 'help': 'tilt of the spectrum, dB an octave around 1 kHz', 'min': -6.0, 'max': 6.0, 'default': 0.0},
    'Timbrestringsensemble': {'address': '/rtxmodal/params/timbre_strings/ensemble', 'kind': 'float', 'page': 'timbre-strings', 'label': 'Ensemble', 'help': 'one player to many: a three-voice chorus after the model', 'min': 0.0, 'max': 1.0, 'default': 0.1},
    'Timbrestringsattack': {'address': '/rtxmodal/params/timbre_strings/attack', 'kind': 'float', 'page': 'timbre-strings', 'label': 'Attack ms', 'help': 'how fast the bow speaks: time for a rise of 40 dB', 'min': 5.0, 'max': 300.0, 'default': 60.0},
    'Timbrestringsgate': {'address': '/rtxmodal/params/timbre_strings/gate', 'kind': 'float', 'page': 'timbre-strings', 'label': 'Gate dB', 'help': 'what is softer than this is silence', 'min': -100.0, 'max': -20.0, 'default': -60.0},
    'Eyeswet': {'address': '/rtxmodal/params/eyes/wet', 'kind': 'float', 'page': 'eyes', 'label': 'Wet', 'help': 'How much of it is seen over the lanes before it', 'min': 0.0, 'max': 1.0, 'default': 1.0},
    'Eyesmute': {'address': '/rtxmodal/params/eyes/mute', 'kind': 'toggle', 'page': 'eyes', 'label': 'Mute', 'help': '', 'default': 0},
    'Ganterpretnextclass': {'address': '/rtxmodal/params/ganterpret/next_class', 'kind': 'menu', 'page': 'ganterpret', 'label': 'Next class', 'help': 'Where the next point lies; random draws from the queue and the seed', 'options': ['random', 'flower_daisy', 'flower_dandelion', 'flower_rose', 'flower_sunflower', 'plasma', 'stained_glass', 'rings', 'lightning', 'bokeh', 'nebula', 'aurora', 'ink'], 'default': 'random'},
    'Ganterpretspeed': {'address': '/rtxmodal/params/ganterpret/speed', 'kind': 'float', 'page': 'ganterpret', 'label': 'Speed', 'help': 'How fast sound moves the picture', 'min': 0.1, 'max': 4.0, 'default': 1.0},
    'Ganterpretreact': {'address': '/rtxmodal/params/ganterpret/react', 'kind': 'float', 'page': 'ganterpret', 'label': 'React', 'help': 'How far bass bends shapes, change bends textures, treble bends grain', 'min': 0.0, 'max': 1.0, 'default': 0.5},
    'Ganterpretpulse': {'address': '/rtxmodal/params/ganterpret/pulse', 'kind': 'float', 'page': 'ganterpret', 'label': 'Pulse', 'help': 'How far bass throws the picture towards you', 'min': 0.0, 'max': 1.0, 'default': 0.4},
    'Ganterpretwander': {'address': '/rtxmodal/params/ganterpret/wander', 'kind': 'float', 'page': 'ganterpret', 'label': 'Wander', 'help': 'How far loud moments lead away from the way, and round it', 'min': 0.0, 'max': 1.0, 'default': 0.5},
    'Ganterpretpoints': {'address': '/rtxmodal/params/ganterpret/points', 'kind': 'menu', 'page': 'ganterpret', 'label': 'Points', 'help': 'What sets out for the next point', 'options': ['sound', 'beat', 'bar', 'notes'], 'default': 'sound'},
    'Ganterpretthreshold': {'address': '/rtxmodal/params/ganterpret/threshold', 'kind': 'float', 'page': 'ganterpret', 'label': 'Threshold', 'help': 'Of a turn: low finds more', 'min': 0.001, 'max': 0.5, 'default': 0.05},
    'Ganterpretextremum': {'address': '/rtxmodal/params/ganterpret/extremum', 'kind': 'menu', 'page': 'ganterpret', 'label': 'Turns at', 'help': 'Dips, peaks, or both', 'options': ['both', 'min', 'max'], 'default': 'max'},
    'Ganterpretwindow': {'address': '/rtxmodal/params/ganterpret/window', 'kind': 'float', 'page': 'ganterpret', 'label': 'Window s', 'help': 'Compared with; least between turns', 'min': 0.1, 'max': 3.0, 'default': 1.2},
    'Ganterpretzmode': {'address': '/rtxmodal/params/ganterpret/z_mode', 'kind': 'menu', 'page': 'ganterpret', 'label': 'Layout', 'help': 'Whether shapes travel too', 'options': ['fixed', 'path'], 'default': 'path'},
    'Ganterpretseed': {'address': '/rtxmodal/params/ganterpret/seed', 'kind': 'int', 'page': 'ganterpret', 'label': 'Seed', 'help': 'Another journey; from the next point on', 'min': 0.0, 'max': 9999.0, 'default': 0},
    'Ganterpretnext': {'address': '/rtxmodal/params/ganterpret/next', 'kind': 'pulse', 'page': 'ganterpret', 'label': 'Next', 'help': 'Set out for the next point now'},
    'Ganterprethold': {'address': '/rtxmodal/params/ganterpret/hold', 'kind': 'toggle', 'page': 'ganterpret', 'label': 'Hold', 'help': 'Stay between these two points', 'default': 0},
    'Ganterprettruncation': {'address': '/rtxmodal/params/ganterpret/truncation', 'kind': 'float', 'page': 'ganterpret', 'label': 'Truncation', 'help': "0: every picture is its class's typical one; 1: all that was learnt; beyond: stranger", 'min': 0.0, 'max': 1.5, 'default': 1.0},
    'Ganterpretgrain': {'address': '/rtxmodal/params/ganterpret/grain', 'kind': 'float', 'page': 'ganterpret', 'label': 'Grain', 'help': 'strength of the fine, still texture', 'min': 0.0, 'max': 2.0, 'default': 0.0},
}

MODEL = '''
"""What the component does: sends what is moved here, shows what is moved elsewhere."""

import time

SILENT_SECONDS = 3
PICKERS = {'Scene': ('/rtxmodal/visual/scenes', '/rtxmodal/visual/scene', '/rtxmodal/visual/scene'), 'Preset': ('/rtxmodal/preset/entries', '/rtxmodal/preset/loaded', '/rtxmodal/preset/load')}  # menu here -> addresses that tell its entries, tell the current one, choose one
comp = me.parent()
names = comp.fetch('names')  # parameter here -> (address, kind)
here = {address: name for name, (address, kind) in names.items()}
# parameter here -> what need not be sent: what it showed at the start, what was sent, what the server told
told = {name: getattr(comp.par, name).eval() for name, (address, kind) in names.items() if kind != 'pulse'}
heard_at = 0.0
asked_at = 0.0


def send(address, *arguments):
    comp.op('tx').sendOSC(address, list(arguments))


def register():
    """Ask to be told of every change; the server answers with all values."""
    send('/rtxmodal/listeners/add', comp.fetch('ear'))
    send('/rtxmodal/subscribe', 'meter', 15)
    for entries, current, choose in PICKERS.values():
        send(entries)
        send(current)


def tick():
    """Every frame: without a heartbeat the server is gone, or was started anew."""
    global asked_at
    now = time.monotonic()
    silent = now - heard_at > SILENT_SECONDS
    if silent and now - asked_at > SILENT_SECONDS:
        asked_at = now
        comp.par.Connected = False
        register()


def moved(par):
    """A hand is on a parameter."""
    if par.name in PICKERS and told.get(par.name) != par.eval():
        told[par.name] = par.eval()
        send(PICKERS[par.name][2], par.eval())
    if par.name not in names:
        return
    address, kind = names[par.name]
    value = par.eval()
    if kind == 'pulse' or told.get(par.name) == value:
        return  # what the server said itself is not sent back
    told[par.name] = value
    send(address, value if kind == 'menu' else float(value) if kind == 'float' else int(value))


def pulsed(par):
    """A button."""
    if par.name == 'Panic':
        send('/rtxmodal/panic')
    elif par.name == 'Register':
        register()
    elif par.name in names:
        send(names[par.name][0])


def heard(address, args):
    """The server tells something."""
    global heard_at
    if address in here:
        name = here[address]
        if names[name][1] != 'pulse' and args:
            told[name] = args[0]
            setattr(comp.par, name, args[0])
    elif address == '/rtxmodal/status/heartbeat':
        heard_at = time.monotonic()
        comp.par.Connected = True
    elif address == '/rtxmodal/meter/out':
        comp.par.Outleft, comp.par.Outright = args[0], args[1]  # dB
    elif address in {'/rtxmodal/status/state': 'State', '/rtxmodal/status/latency': 'Latency', '/rtxmodal/status/misses': 'Misses', '/rtxmodal/status/xruns': 'Xruns'} and args:
        setattr(comp.par, {'/rtxmodal/status/state': 'State', '/rtxmodal/status/latency': 'Latency', '/rtxmodal/status/misses': 'Misses', '/rtxmodal/status/xruns': 'Xruns'}[address], args[0])
    elif address == '/rtxmodal/error':
        print('rtxmodal:', *args)
    for name, (entries, current, choose) in PICKERS.items():
        if address == entries:
            getattr(comp.par, name).menuNames = getattr(comp.par, name).menuLabels = list(args)
        elif address == current and args:
            told[name] = args[0]
            setattr(comp.par, name, args[0])
'''

CALLBACKS = {
    'rx_callbacks': '''
def onReceiveOSC(dat, rowIndex, message, byteData, timeStamp, address, args, peer):
    me.parent().op('model').module.heard(address, args)
''',
    'moves': '''
def onValueChange(par, prev):
    me.parent().op('model').module.moved(par)

def onPulse(par):
    me.parent().op('model').module.pulsed(par)
''',
    'clock': '''
def onFrameStart(frame):
    me.parent().op('model').module.tick()
''',
}


def set_parameter(operator, names, value):
    """Builds of TouchDesigner differ in a few names: take the first that is there."""
    for name in names.split():
        par = getattr(operator.par, name, None)
        if par is not None:
            par.val = value
            return
    print('rtxmodal:', operator.path, 'has no parameter', names)


def make_parameter(page, name, entry):
    """One custom parameter with its range."""
    append = {
        'float': page.appendFloat, 'int': page.appendInt, 'toggle': page.appendToggle,
        'pulse': page.appendPulse, 'menu': page.appendMenu,
    }[entry['kind']]
    par = append(name, label=entry['label'])[0]
    if entry['kind'] == 'menu':
        par.menuNames = par.menuLabels = entry['options']
    if entry['kind'] in ('float', 'int'):
        par.min = par.normMin = entry['min']
        par.max = par.normMax = entry['max']
        par.clampMin = par.clampMax = True
    if entry['kind'] != 'pulse':
        par.default = par.val = entry['default']
    par.help = entry['help']


def build():
    base = me.parent().op('rtxmodal') or me.parent().create(baseCOMP, 'rtxmodal')
    for child in list(base.children):
        child.destroy()
    base.destroyCustomPars()
    base.nodeX, base.nodeY = me.nodeX + 200, me.nodeY
    main = base.appendCustomPage('rtxmodal')
    main.appendToggle('Connected')[0].readOnly = True
    for name in {'Scene': ('/rtxmodal/visual/scenes', '/rtxmodal/visual/scene', '/rtxmodal/visual/scene'), 'Preset': ('/rtxmodal/preset/entries', '/rtxmodal/preset/loaded', '/rtxmodal/preset/load')}:
        main.appendMenu(name)
    main.appendPulse('Panic')
    main.appendPulse('Register')
    for name, kind in [('State', 's'), ('Latency', 'f'), ('Misses', 'i'), ('Xruns', 'i')]:
        (main.appendStr if kind == 's' else main.appendFloat)(name)[0].readOnly = True
    for name in ('Outleft', 'Outright'):
        main.appendFloat(name)[0].readOnly = True
    pages = {}
    for name, entry in PARAMETERS.items():
        page = pages.get(entry['page']) or base.appendCustomPage(entry['page'])
        pages[entry['page']] = page
        make_parameter(page, name, entry)
    base.store('names', {name: (entry['address'], entry['kind']) for name, entry in PARAMETERS.items()})
    base.store('ear', EAR)

    sender = base.create(oscoutDAT, 'tx')
    set_parameter(sender, 'address netaddress', HOST)
    set_parameter(sender, 'port', PORT)
    model = base.create(textDAT, 'model')
    model.text = MODEL
    callbacks = base.create(textDAT, 'rx_callbacks')
    callbacks.text = CALLBACKS['rx_callbacks']
    receiver = base.create(oscinDAT, 'rx')
    set_parameter(receiver, 'port', EAR)
    set_parameter(receiver, 'callbacks', 'rx_callbacks')
    set_parameter(receiver, 'maxlines', 10)
    moves = base.create(parameterexecuteDAT, 'moves')
    moves.text = CALLBACKS['moves']
    set_parameter(moves, 'op', '..')
    set_parameter(moves, 'pars', '*')
    set_parameter(moves, 'valuechange', True)
    set_parameter(moves, 'onpulse', True)
    set_parameter(moves, 'custom', True)
    set_parameter(moves, 'builtin', False)
    clock = base.create(executeDAT, 'clock')
    clock.text = CALLBACKS['clock']
    set_parameter(clock, 'framestart', True)
    for place, operator in enumerate((sender, receiver, callbacks, moves, clock, model)):
        operator.nodeX, operator.nodeY = 200 * (place % 3), -150 * (place // 3)
    model.module.register()


build()
