{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 6,
   "revision": 4,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   60.0,
   90.0,
   1044.0,
   472.0
  ],
  "openinpresentation": 1,
  "default_fontsize": 12.0,
  "default_fontface": 0,
  "default_fontname": "Arial",
  "gridonopen": 1,
  "gridsize": [
   15.0,
   15.0
  ],
  "gridsnaponopen": 1,
  "objectsnaponopen": 1,
  "statusbarvisible": 2,
  "toolbarvisible": 1,
  "boxanimatetime": 200,
  "enablehscroll": 1,
  "enablevscroll": 1,
  "description": "",
  "digest": "",
  "tags": "",
  "style": "",
  "subpatcher_template": "",
  "locked_bgcolor": [
   0.0902,
   0.098,
   0.1137,
   1.0
  ],
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      340.0,
      156.4,
      22.0
     ],
     "text": "udpsend 127.0.0.1 9110"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      620.0,
      200.0,
      60.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      200.0,
      8.0,
      80.0,
      26.0
     ],
     "mode": 0,
     "text": "PANIC",
     "parameter_enable": 1,
     "varname": "Panic",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "Panic",
       "parameter_shortname": "Panic",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     },
     "activebgcolor": [
      0.8235,
      0.2353,
      0.2353,
      1.0
     ],
     "activetextcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "fontsize": 12.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      620.0,
      240.0,
      113.0,
      22.0
     ],
     "text": "/rtxmodal/panic"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      80.0,
      60.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      220.0,
      43.0,
      60.0,
      18.0
     ],
     "text": "connected",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      100.0,
      190.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8.0,
      10.0,
      190.0,
      24.0
     ],
     "text": "rtxmodal default",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 16.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      120.0,
      44.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      300.0,
      12.0,
      44.0,
      18.0
     ],
     "text": "scene",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "int",
      "",
      ""
     ],
     "patching_rect": [
      780.0,
      200.0,
      120.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      345.0,
      10.0,
      135.0,
      22.0
     ],
     "items": [],
     "varname": "scene",
     "bgfillcolor_type": "color",
     "bgfillcolor_color": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      780.0,
      240.0,
      206.0,
      22.0
     ],
     "text": "prepend /rtxmodal/visual/scene"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      780.0,
      20.0,
      51.0,
      22.0
     ],
     "text": "t l b"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      900.0,
      50.0,
      51.0,
      22.0
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      780.0,
      50.0,
      44.8,
      22.0
     ],
     "text": "iter"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      780.0,
      80.0,
      106.8,
      22.0
     ],
     "text": "prepend append"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      780.0,
      120.0,
      82.0,
      22.0
     ],
     "text": "zl slice 1"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      780.0,
      150.0,
      125.4,
      22.0
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      300.0,
      44.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      490.0,
      12.0,
      44.0,
      18.0
     ],
     "text": "preset",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "int",
      "",
      ""
     ],
     "patching_rect": [
      1000.0,
      200.0,
      120.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      535.0,
      10.0,
      135.0,
      22.0
     ],
     "items": [],
     "varname": "preset",
     "bgfillcolor_type": "color",
     "bgfillcolor_color": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1000.0,
      240.0,
      199.8,
      22.0
     ],
     "text": "prepend /rtxmodal/preset/load"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1000.0,
      20.0,
      51.0,
      22.0
     ],
     "text": "t l b"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1120.0,
      50.0,
      51.0,
      22.0
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1000.0,
      50.0,
      44.8,
      22.0
     ],
     "text": "iter"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1000.0,
      80.0,
      106.8,
      22.0
     ],
     "text": "prepend append"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      1000.0,
      120.0,
      82.0,
      22.0
     ],
     "text": "zl slice 1"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1000.0,
      150.0,
      125.4,
      22.0
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      780.0,
      300.0,
      120.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      690.0,
      9.0,
      180.0,
      24.0
     ],
     "size": 2,
     "setminmax": [
      -60.0,
      6.0
     ],
     "orientation": 0,
     "setstyle": 1,
     "ignoreclick": 1,
     "bgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "slidercolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1240.0,
      200.0,
      125.4,
      22.0
     ],
     "text": "prepend set state"
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      520.0,
      105.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      300.0,
      43.0,
      105.0,
      18.0
     ],
     "text": "state",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1240.0,
      230.0,
      137.8,
      22.0
     ],
     "text": "prepend set latency"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      560.0,
      105.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      410.0,
      43.0,
      105.0,
      18.0
     ],
     "text": "latency",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1240.0,
      260.0,
      131.6,
      22.0
     ],
     "text": "prepend set misses"
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      600.0,
      105.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      520.0,
      43.0,
      105.0,
      18.0
     ],
     "text": "misses",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1240.0,
      290.0,
      125.4,
      22.0
     ],
     "text": "prepend set xruns"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      640.0,
      105.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      630.0,
      43.0,
      105.0,
      18.0
     ],
     "text": "xruns",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      472.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      9.0,
      98.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Output gain",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Output gain",
       "parameter_shortname": "Output gain",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Everything that leaves",
       "parameter_mmin": -90.0,
       "parameter_mmax": 6.0,
       "parameter_unitstyle": 4
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      480.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      480.0,
      243.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/output_gain"
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      480.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      516.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      75.0,
      98.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Input gain",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Input gain",
       "parameter_shortname": "Input gain",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "The microphone before the lanes",
       "parameter_mmin": -60.0,
       "parameter_mmax": 24.0,
       "parameter_unitstyle": 4
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      524.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      524.0,
      237.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/input_gain"
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      524.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      560.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      141.0,
      98.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Dry / wet",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Dry / wet",
       "parameter_shortname": "Dry / wet",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Multiplies the wet of every lane",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      568.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      568.0,
      212.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/drywet"
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      568.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      612.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      209.0,
      112.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Bypass",
     "texton": "Bypass",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Bypass",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Bypass",
       "parameter_shortname": "Bypass",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Every sound lane gives its input, as late as ever",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      612.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      612.0,
      212.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/bypass"
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      612.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      656.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      275.0,
      112.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Mute",
     "texton": "Mute",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Mute",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Mute",
       "parameter_shortname": "Mute",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Silence, faded in and out",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      656.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      656.0,
      199.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/mute"
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      656.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      700.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      341.0,
      112.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Run",
     "texton": "Run",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Run",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Run",
       "parameter_shortname": "Run",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Off: silence, faded, and the sound lanes rest",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      700.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-55",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      700.0,
      193.6,
      22.0
     ],
     "text": "prepend /rtxmodal/params/run"
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      700.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      736.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      9.0,
      156.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Smoothing",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Smoothing",
       "parameter_shortname": "Smoothing",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "At least so long models' knobs take to move",
       "parameter_mmin": 0.0,
       "parameter_mmax": 2000.0,
       "parameter_unitstyle": 2
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-58",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      744.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      744.0,
      212.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/smooth"
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      744.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      788.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      77.0,
      170.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Limiter",
     "texton": "Limiter",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Limiter",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Limiter",
       "parameter_shortname": "Limiter",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Nothing above the ceiling",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      788.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-63",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      788.0,
      218.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/limiter"
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      788.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      824.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      141.0,
      156.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Ceiling",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Ceiling",
       "parameter_shortname": "Ceiling",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "What the limiter lets through, dBFS",
       "parameter_mmin": -12.0,
       "parameter_mmax": 0.0,
       "parameter_unitstyle": 4
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-66",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      832.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-67",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      832.0,
      218.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ceiling"
    }
   },
   {
    "box": {
     "id": "obj-68",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      832.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      876.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      209.0,
      170.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Overlay",
     "texton": "Overlay",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Overlay",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Overlay",
       "parameter_shortname": "Overlay",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Keys held, roll and level in the window",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-70",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      876.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-71",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      876.0,
      218.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/overlay"
    }
   },
   {
    "box": {
     "id": "obj-72",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      876.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-73",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      920.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      275.0,
      170.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Computer key",
     "texton": "Computer key",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "sound Computer keys",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "sound Computer keys",
       "parameter_shortname": "Computer key",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "The computer's keys play notes",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-74",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      920.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-75",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      920.0,
      255.6,
      22.0
     ],
     "text": "prepend /rtxmodal/params/computer_keys"
    }
   },
   {
    "box": {
     "id": "obj-76",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      920.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-77",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      964.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      419.0,
      112.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Blackout",
     "texton": "Blackout",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "window Blackout",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Blackout",
       "parameter_shortname": "Blackout",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Black window, sound untouched",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-78",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      964.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-79",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      964.0,
      224.6,
      22.0
     ],
     "text": "prepend /rtxmodal/params/blackout"
    }
   },
   {
    "box": {
     "id": "obj-80",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      964.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-81",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1008.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      112.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Freeze",
     "texton": "Freeze",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "window Freeze",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Freeze",
       "parameter_shortname": "Freeze",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Hold the picture",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1008.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-83",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1008.0,
      212.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/freeze"
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1008.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-85",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1052.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      551.0,
      112.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Fullscreen",
     "texton": "Fullscreen",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "window Fullscreen",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Fullscreen",
       "parameter_shortname": "Fullscreen",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "The whole monitor, or a window",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-86",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1052.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-87",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1052.0,
      237.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/fullscreen"
    }
   },
   {
    "box": {
     "id": "obj-88",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1052.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-89",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1088.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      615.0,
      98.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "window Brightness",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Brightness",
       "parameter_shortname": "Brightness",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Master dimmer of the window",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-90",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1096.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-91",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1096.0,
      237.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/brightness"
    }
   },
   {
    "box": {
     "id": "obj-92",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1096.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-93",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1140.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      683.0,
      112.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Test picture",
     "texton": "Test picture",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "window Test picture",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Test picture",
       "parameter_shortname": "Test picture",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Circle, grid, greys and colours, for a projector",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-94",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1140.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-95",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1140.0,
      199.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/test"
    }
   },
   {
    "box": {
     "id": "obj-96",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1140.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-97",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1184.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      419.0,
      170.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Window",
     "texton": "Window",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "window Window",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Window",
       "parameter_shortname": "Window",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Off: no window; pictures go on being made",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-98",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1184.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-99",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1184.0,
      249.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/window/shown"
    }
   },
   {
    "box": {
     "id": "obj-100",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1184.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-101",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      2020.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      483.0,
      156.0,
      62.0,
      16.0
     ],
     "text": "Monitor",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-102",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1228.0,
      60.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      176.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "window Monitor",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Monitor",
       "parameter_shortname": "Monitor",
       "parameter_type": 1,
       "parameter_modmode": 0,
       "parameter_info": "Which one it stands on, from 0",
       "parameter_mmin": 0.0,
       "parameter_mmax": 15.0,
       "parameter_unitstyle": 0
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-103",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1228.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-104",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1228.0,
      261.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/window/display"
    }
   },
   {
    "box": {
     "id": "obj-105",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1228.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-106",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      2120.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      549.0,
      156.0,
      62.0,
      16.0
     ],
     "text": "Frame rate",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-107",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1272.0,
      60.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      551.0,
      176.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "window Frame rate",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Frame rate",
       "parameter_shortname": "Frame rate",
       "parameter_type": 1,
       "parameter_modmode": 0,
       "parameter_info": "So many at most",
       "parameter_mmin": 10.0,
       "parameter_mmax": 120.0,
       "parameter_unitstyle": 0
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-108",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1272.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-109",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1272.0,
      261.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/window/max_fps"
    }
   },
   {
    "box": {
     "id": "obj-110",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1272.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-111",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1308.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      615.0,
      156.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "window Flash limit",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "window Flash limit",
       "parameter_shortname": "Flash limit",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Flashes a second at most; above 3 harms people who are photosensitive, 0 limits nothing",
       "parameter_mmin": 0.0,
       "parameter_mmax": 30.0,
       "parameter_unitstyle": 3
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-112",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1316.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-113",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1316.0,
      286.6,
      22.0
     ],
     "text": "prepend /rtxmodal/params/window/flash_limit"
    }
   },
   {
    "box": {
     "id": "obj-114",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1316.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-115",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      2300.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      9.0,
      250.0,
      62.0,
      16.0
     ],
     "text": "Clock",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-116",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1360.0,
      100.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      11.0,
      270.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "transport Clock",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "transport Clock",
       "parameter_shortname": "Clock",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Who leads",
       "parameter_enum": [
        "internal",
        "midi",
        "link"
       ],
       "parameter_mmax": 2
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-117",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1360.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-118",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1360.0,
      274.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/transport/source"
    }
   },
   {
    "box": {
     "id": "obj-119",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1360.0,
      125.4,
      22.0
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-120",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1396.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      75.0,
      250.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.6902,
      0.7176,
      0.7647,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "transport Tempo",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "transport Tempo",
       "parameter_shortname": "Tempo",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Beats a minute",
       "parameter_mmin": 20.0,
       "parameter_mmax": 300.0,
       "parameter_units": "%.2f bpm",
       "parameter_unitstyle": 9
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-121",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1404.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-122",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1404.0,
      268.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/transport/tempo"
    }
   },
   {
    "box": {
     "id": "obj-123",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1404.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-124",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1448.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      143.0,
      264.5,
      56.0,
      26.0
     ],
     "mode": 0,
     "text": "Tap",
     "texton": "Tap",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.6902,
      0.7176,
      0.7647,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "transport Tap",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "transport Tap",
       "parameter_shortname": "Tap",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Three taps are a tempo",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-125",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1448.0,
      206.0,
      22.0
     ],
     "text": "/rtxmodal/params/transport/tap"
    }
   },
   {
    "box": {
     "id": "obj-126",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1492.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      209.0,
      264.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Play",
     "texton": "Play",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.6902,
      0.7176,
      0.7647,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "transport Play",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "transport Play",
       "parameter_shortname": "Play",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Whether beats pass",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-127",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1492.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-128",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1492.0,
      261.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/transport/play"
    }
   },
   {
    "box": {
     "id": "obj-129",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1492.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-130",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1536.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      275.0,
      264.5,
      56.0,
      26.0
     ],
     "mode": 0,
     "text": "Resync",
     "texton": "Resync",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.6902,
      0.7176,
      0.7647,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "transport Resync",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "transport Resync",
       "parameter_shortname": "Resync",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "This is the first beat of a bar",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-131",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1536.0,
      224.6,
      22.0
     ],
     "text": "/rtxmodal/params/transport/resync"
    }
   },
   {
    "box": {
     "id": "obj-132",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      2640.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      339.0,
      250.0,
      62.0,
      16.0
     ],
     "text": "Beats a bar",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-133",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1580.0,
      60.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      341.0,
      270.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "transport Beats a bar",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "transport Beats a bar",
       "parameter_shortname": "Beats a bar",
       "parameter_type": 1,
       "parameter_modmode": 0,
       "parameter_mmin": 1.0,
       "parameter_mmax": 32.0,
       "parameter_unitstyle": 0
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-134",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1580.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-135",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1580.0,
      280.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/transport/quantum"
    }
   },
   {
    "box": {
     "id": "obj-136",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1580.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-137",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      2740.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      405.0,
      250.0,
      62.0,
      16.0
     ],
     "text": "Quantize",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-138",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1624.0,
      100.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      407.0,
      270.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "transport Quantize",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "transport Quantize",
       "parameter_shortname": "Quantize",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "What changes wait for",
       "parameter_enum": [
        "off",
        "1/16",
        "1/8",
        "1/4",
        "1/2",
        "1bar",
        "2bars",
        "4bars",
        "8bars"
       ],
       "parameter_mmax": 8
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-139",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1624.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-140",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1624.0,
      286.6,
      22.0
     ],
     "text": "prepend /rtxmodal/params/transport/quantize"
    }
   },
   {
    "box": {
     "id": "obj-141",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1624.0,
      125.4,
      22.0
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-142",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1668.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      473.0,
      264.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Clock out",
     "texton": "Clock out",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.6902,
      0.7176,
      0.7647,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "transport Clock out",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "transport Clock out",
       "parameter_shortname": "Clock out",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Send MIDI clock",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-143",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1668.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-144",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1668.0,
      292.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/transport/clock_out"
    }
   },
   {
    "box": {
     "id": "obj-145",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1668.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-146",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1704.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      549.0,
      250.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "morph Morph",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "morph Morph",
       "parameter_shortname": "Morph",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Way from the first preset of the morph to the last",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-147",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1712.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-148",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1712.0,
      230.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/morph/pos"
    }
   },
   {
    "box": {
     "id": "obj-149",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1712.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-150",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1756.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      629.0,
      264.5,
      56.0,
      26.0
     ],
     "mode": 0,
     "text": "Go",
     "texton": "Go",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "cue Go",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "cue Go",
       "parameter_shortname": "Go",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "The next cue of the set list",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-151",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1756.0,
      162.6,
      22.0
     ],
     "text": "/rtxmodal/params/cue/go"
    }
   },
   {
    "box": {
     "id": "obj-152",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1800.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      695.0,
      264.5,
      56.0,
      26.0
     ],
     "mode": 0,
     "text": "Back",
     "texton": "Back",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "cue Back",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "cue Back",
       "parameter_shortname": "Back",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "The cue before",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-153",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1800.0,
      175.0,
      22.0
     ],
     "text": "/rtxmodal/params/cue/back"
    }
   },
   {
    "box": {
     "id": "obj-154",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1844.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      761.0,
      264.5,
      56.0,
      26.0
     ],
     "mode": 0,
     "text": "Arm",
     "texton": "Arm",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "cue Arm",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "cue Arm",
       "parameter_shortname": "Arm",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Load the next cue's scene beside this one",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-155",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1844.0,
      168.8,
      22.0
     ],
     "text": "/rtxmodal/params/cue/arm"
    }
   },
   {
    "box": {
     "id": "obj-156",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1880.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      837.0,
      250.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "voice Wet",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "voice Wet",
       "parameter_shortname": "Wet",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Translated against untouched",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-157",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1888.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-158",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1888.0,
      230.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/voice/wet"
    }
   },
   {
    "box": {
     "id": "obj-159",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1888.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-160",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      1924.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      903.0,
      250.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "voice Gain",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "voice Gain",
       "parameter_shortname": "Gain",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_mmin": -60.0,
       "parameter_mmax": 12.0,
       "parameter_unitstyle": 4
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-161",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1932.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-162",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1932.0,
      237.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/voice/gain"
    }
   },
   {
    "box": {
     "id": "obj-163",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1932.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-164",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1976.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      971.0,
      264.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Mute",
     "texton": "Mute",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "voice Mute",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "voice Mute",
       "parameter_shortname": "Mute",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-165",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      1976.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-166",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      1976.0,
      237.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/voice/mute"
    }
   },
   {
    "box": {
     "id": "obj-167",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      1976.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-168",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2012.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      9.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "timbre-strings Amount",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "timbre-strings Amount",
       "parameter_shortname": "Amount",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "0: what goes in, 1: strings; between: a morph of the two spectra",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-169",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2020.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-170",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2020.0,
      305.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/timbre_strings/amount"
    }
   },
   {
    "box": {
     "id": "obj-171",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2020.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-172",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2056.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      75.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "timbre-strings Brightness",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "timbre-strings Brightness",
       "parameter_shortname": "Brightness",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "tilt of the spectrum, dB an octave around 1 kHz",
       "parameter_mmin": -6.0,
       "parameter_mmax": 6.0,
       "parameter_unitstyle": 4
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-173",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2064.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-174",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2064.0,
      330.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/timbre_strings/brightness"
    }
   },
   {
    "box": {
     "id": "obj-175",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2064.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-176",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2100.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      141.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "timbre-strings Ensemble",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "timbre-strings Ensemble",
       "parameter_shortname": "Ensemble",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "one player to many: a three-voice chorus after the model",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-177",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2108.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-178",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2108.0,
      317.6,
      22.0
     ],
     "text": "prepend /rtxmodal/params/timbre_strings/ensemble"
    }
   },
   {
    "box": {
     "id": "obj-179",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2108.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-180",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2144.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      207.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "timbre-strings Attack",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "timbre-strings Attack",
       "parameter_shortname": "Attack",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "how fast the bow speaks: time for a rise of 40 dB",
       "parameter_mmin": 5.0,
       "parameter_mmax": 300.0,
       "parameter_exponent": 3.1286,
       "parameter_unitstyle": 2
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-181",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2152.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-182",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2152.0,
      305.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/timbre_strings/attack"
    }
   },
   {
    "box": {
     "id": "obj-183",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2152.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-184",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2188.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      273.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "timbre-strings Gate",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "timbre-strings Gate",
       "parameter_shortname": "Gate",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "what is softer than this is silence",
       "parameter_mmin": -100.0,
       "parameter_mmax": -20.0,
       "parameter_unitstyle": 4
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-185",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2196.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-186",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2196.0,
      292.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/timbre_strings/gate"
    }
   },
   {
    "box": {
     "id": "obj-187",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2196.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-188",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2232.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      351.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "eyes Wet",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "eyes Wet",
       "parameter_shortname": "Wet",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "How much of it is seen over the lanes before it",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-189",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2240.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-190",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2240.0,
      224.6,
      22.0
     ],
     "text": "prepend /rtxmodal/params/eyes/wet"
    }
   },
   {
    "box": {
     "id": "obj-191",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2240.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-192",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      2284.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      419.0,
      358.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Mute",
     "texton": "Mute",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "eyes Mute",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "eyes Mute",
       "parameter_shortname": "Mute",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-193",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2284.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-194",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2284.0,
      230.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/eyes/mute"
    }
   },
   {
    "box": {
     "id": "obj-195",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2284.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-196",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      3920.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      495.0,
      344.0,
      62.0,
      16.0
     ],
     "text": "Next class",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-197",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2328.0,
      100.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      497.0,
      364.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Next class",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Next class",
       "parameter_shortname": "Next class",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Where the next point lies; random draws from the queue and the seed",
       "parameter_enum": [
        "random",
        "flower_daisy",
        "flower_dandelion",
        "flower_rose",
        "flower_sunflower",
        "plasma",
        "stained_glass",
        "rings",
        "lightning",
        "bokeh",
        "nebula",
        "aurora",
        "ink"
       ],
       "parameter_mmax": 12
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-198",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2328.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-199",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2328.0,
      305.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/next_class"
    }
   },
   {
    "box": {
     "id": "obj-200",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2328.0,
      125.4,
      22.0
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-201",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2364.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      561.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Speed",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Speed",
       "parameter_shortname": "Speed",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "How fast sound moves the picture",
       "parameter_mmin": 0.1,
       "parameter_mmax": 4.0,
       "parameter_exponent": 2.8727,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-202",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2372.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-203",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2372.0,
      274.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/speed"
    }
   },
   {
    "box": {
     "id": "obj-204",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2372.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-205",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2408.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      627.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret React",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret React",
       "parameter_shortname": "React",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "How far bass bends shapes, change bends textures, treble bends grain",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-206",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2416.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-207",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2416.0,
      274.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/react"
    }
   },
   {
    "box": {
     "id": "obj-208",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2416.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-209",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2452.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      693.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Pulse",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Pulse",
       "parameter_shortname": "Pulse",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "How far bass throws the picture towards you",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-210",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2460.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-211",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2460.0,
      274.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/pulse"
    }
   },
   {
    "box": {
     "id": "obj-212",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2460.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-213",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2496.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      759.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Wander",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Wander",
       "parameter_shortname": "Wander",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "How far loud moments lead away from the way, and round it",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-214",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2504.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-215",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2504.0,
      280.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/wander"
    }
   },
   {
    "box": {
     "id": "obj-216",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2504.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-217",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      4340.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      825.0,
      344.0,
      62.0,
      16.0
     ],
     "text": "Points",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-218",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2548.0,
      100.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      827.0,
      364.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Points",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Points",
       "parameter_shortname": "Points",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "What sets out for the next point",
       "parameter_enum": [
        "sound",
        "beat",
        "bar",
        "notes"
       ],
       "parameter_mmax": 3
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-219",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2548.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-220",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2548.0,
      280.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/points"
    }
   },
   {
    "box": {
     "id": "obj-221",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2548.0,
      125.4,
      22.0
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-222",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2584.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      891.0,
      344.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Threshold",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Threshold",
       "parameter_shortname": "Threshold",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Of a turn: low finds more",
       "parameter_mmin": 0.001,
       "parameter_mmax": 0.5,
       "parameter_exponent": 4.546,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-223",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2592.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-224",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2592.0,
      299.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/threshold"
    }
   },
   {
    "box": {
     "id": "obj-225",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2592.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-226",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      4520.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      957.0,
      344.0,
      62.0,
      16.0
     ],
     "text": "Turns at",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-227",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2636.0,
      100.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      959.0,
      364.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Turns at",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Turns at",
       "parameter_shortname": "Turns at",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Dips, peaks, or both",
       "parameter_enum": [
        "both",
        "min",
        "max"
       ],
       "parameter_mmax": 2
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-228",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2636.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-229",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2636.0,
      292.8,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/extremum"
    }
   },
   {
    "box": {
     "id": "obj-230",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2636.0,
      125.4,
      22.0
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-231",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2672.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      495.0,
      402.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Window",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Window",
       "parameter_shortname": "Window",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Compared with; least between turns",
       "parameter_mmin": 0.1,
       "parameter_mmax": 3.0,
       "parameter_units": "%.2f s",
       "parameter_unitstyle": 9
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-232",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2680.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-233",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2680.0,
      280.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/window"
    }
   },
   {
    "box": {
     "id": "obj-234",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2680.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-235",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      4700.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      561.0,
      402.0,
      62.0,
      16.0
     ],
     "text": "Layout",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-236",
     "maxclass": "live.menu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2724.0,
      100.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      563.0,
      422.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Layout",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Layout",
       "parameter_shortname": "Layout",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Whether shapes travel too",
       "parameter_enum": [
        "fixed",
        "path"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-237",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2724.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-238",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2724.0,
      280.4,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/z_mode"
    }
   },
   {
    "box": {
     "id": "obj-239",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2724.0,
      125.4,
      22.0
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-240",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      4800.0,
      62.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      627.0,
      402.0,
      62.0,
      16.0
     ],
     "text": "Seed",
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 10.0,
     "textjustification": 0
    }
   },
   {
    "box": {
     "id": "obj-241",
     "maxclass": "live.numbox",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2768.0,
      60.0,
      16.0
     ],
     "presentation": 1,
     "presentation_rect": [
      629.0,
      422.0,
      56.0,
      16.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Seed",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Seed",
       "parameter_shortname": "Seed",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "Another journey; from the next point on",
       "parameter_mmin": 0.0,
       "parameter_mmax": 9999.0,
       "parameter_unitstyle": 0
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-242",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2768.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-243",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2768.0,
      268.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/seed"
    }
   },
   {
    "box": {
     "id": "obj-244",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2768.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-245",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      2812.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      695.0,
      416.5,
      56.0,
      26.0
     ],
     "mode": 0,
     "text": "Next",
     "texton": "Next",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Next",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Next",
       "parameter_shortname": "Next",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Set out for the next point now",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-246",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2812.0,
      218.4,
      22.0
     ],
     "text": "/rtxmodal/params/ganterpret/next"
    }
   },
   {
    "box": {
     "id": "obj-247",
     "maxclass": "live.text",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      2856.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      761.0,
      416.5,
      56.0,
      26.0
     ],
     "mode": 1,
     "text": "Hold",
     "texton": "Hold",
     "activebgcolor": [
      0.2039,
      0.2275,
      0.2627,
      1.0
     ],
     "activebgoncolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "activetextcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activetextoncolor": [
      0.0902,
      0.098,
      0.1137,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Hold",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Hold",
       "parameter_shortname": "Hold",
       "parameter_type": 2,
       "parameter_modmode": 0,
       "parameter_info": "Stay between these two points",
       "parameter_enum": [
        "off",
        "on"
       ],
       "parameter_mmax": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-248",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2856.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-249",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2856.0,
      268.0,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/hold"
    }
   },
   {
    "box": {
     "id": "obj-250",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2856.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-251",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2892.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      825.0,
      402.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Truncation",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Truncation",
       "parameter_shortname": "Truncation",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "0: every picture is its class's typical one; 1: all that was learnt; beyond: stranger",
       "parameter_mmin": 0.0,
       "parameter_mmax": 1.5,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-252",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2900.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-253",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2900.0,
      305.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/truncation"
    }
   },
   {
    "box": {
     "id": "obj-254",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2900.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-255",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      40.0,
      2936.0,
      44.0,
      40.0
     ],
     "presentation": 1,
     "presentation_rect": [
      891.0,
      402.0,
      60.0,
      48.0
     ],
     "activedialcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "textcolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "activeneedlecolor": [
      0.902,
      0.902,
      0.902,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "ganterpret Grain",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "ganterpret Grain",
       "parameter_shortname": "Grain",
       "parameter_type": 0,
       "parameter_modmode": 0,
       "parameter_info": "strength of the fine, still texture",
       "parameter_mmin": 0.0,
       "parameter_mmax": 2.0,
       "parameter_unitstyle": 1
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-256",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      180.0,
      2944.0,
      88.2,
      22.0
     ],
     "text": "speedlim 10"
    }
   },
   {
    "box": {
     "id": "obj-257",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      280.0,
      2944.0,
      274.2,
      22.0
     ],
     "text": "prepend /rtxmodal/params/ganterpret/grain"
    }
   },
   {
    "box": {
     "id": "obj-258",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      2944.0,
      88.2,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-259",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "bang"
     ],
     "patching_rect": [
      20.0,
      20.0,
      69.6,
      22.0
     ],
     "text": "loadbang"
    }
   },
   {
    "box": {
     "id": "obj-260",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 7,
     "outlettype": [
      "bang",
      "bang",
      "bang",
      "bang",
      "bang",
      "bang",
      "bang"
     ],
     "patching_rect": [
      20.0,
      60.0,
      113.0,
      22.0
     ],
     "text": "t b b b b b b b"
    }
   },
   {
    "box": {
     "id": "obj-261",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      "bang"
     ],
     "patching_rect": [
      160.0,
      20.0,
      82.0,
      22.0
     ],
     "text": "delay 3000"
    }
   },
   {
    "box": {
     "id": "obj-262",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      20.0,
      100.0,
      51.0,
      22.0
     ],
     "text": "set 0"
    }
   },
   {
    "box": {
     "id": "obj-263",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      120.0,
      100.0,
      193.6,
      22.0
     ],
     "text": "/rtxmodal/listeners/add 9111"
    }
   },
   {
    "box": {
     "id": "obj-264",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      120.0,
      126.0,
      193.6,
      22.0
     ],
     "text": "/rtxmodal/subscribe meter 15"
    }
   },
   {
    "box": {
     "id": "obj-265",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      120.0,
      152.0,
      162.6,
      22.0
     ],
     "text": "/rtxmodal/visual/scenes"
    }
   },
   {
    "box": {
     "id": "obj-266",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      120.0,
      178.0,
      156.4,
      22.0
     ],
     "text": "/rtxmodal/visual/scene"
    }
   },
   {
    "box": {
     "id": "obj-267",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      120.0,
      204.0,
      168.8,
      22.0
     ],
     "text": "/rtxmodal/preset/entries"
    }
   },
   {
    "box": {
     "id": "obj-268",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      120.0,
      230.0,
      162.6,
      22.0
     ],
     "text": "/rtxmodal/preset/loaded"
    }
   },
   {
    "box": {
     "id": "obj-269",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "bang",
      "bang"
     ],
     "patching_rect": [
      20.0,
      260.0,
      51.0,
      22.0
     ],
     "text": "t b b"
    }
   },
   {
    "box": {
     "id": "obj-270",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      80.0,
      286.0,
      51.0,
      22.0
     ],
     "text": "set 1"
    }
   },
   {
    "box": {
     "id": "obj-271",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      20.0,
      310.0,
      106.8,
      22.0
     ],
     "text": "print rtxmodal"
    }
   },
   {
    "box": {
     "id": "obj-272",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "int"
     ],
     "patching_rect": [
      20.0,
      336.0,
      18.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      200.0,
      44.0,
      16.0,
      16.0
     ],
     "ignoreclick": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-273",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      20.0,
      362.0,
      113.0,
      22.0
     ],
     "text": "udpreceive 9111"
    }
   },
   {
    "box": {
     "id": "obj-274",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      20.0,
      388.0,
      51.0,
      22.0
     ],
     "text": "defer"
    }
   },
   {
    "box": {
     "id": "obj-275",
     "maxclass": "newobj",
     "numinlets": 63,
     "numoutlets": 63,
     "outlettype": [
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      ""
     ],
     "patching_rect": [
      20.0,
      414.0,
      800.0,
      22.0
     ],
     "text": "route /rtxmodal/visual/scenes /rtxmodal/visual/scene /rtxmodal/preset/entries /rtxmodal/preset/loaded /rtxmodal/meter/out /rtxmodal/status/state /rtxmodal/status/latency /rtxmodal/status/misses /rtxmodal/status/xruns /rtxmodal/params/output_gain /rtxmodal/params/input_gain /rtxmodal/params/drywet /rtxmodal/params/bypass /rtxmodal/params/mute /rtxmodal/params/run /rtxmodal/params/smooth /rtxmodal/params/limiter /rtxmodal/params/ceiling /rtxmodal/params/overlay /rtxmodal/params/computer_keys /rtxmodal/params/blackout /rtxmodal/params/freeze /rtxmodal/params/fullscreen /rtxmodal/params/brightness /rtxmodal/params/test /rtxmodal/params/window/shown /rtxmodal/params/window/display /rtxmodal/params/window/max_fps /rtxmodal/params/window/flash_limit /rtxmodal/params/transport/source /rtxmodal/params/transport/tempo /rtxmodal/params/transport/play /rtxmodal/params/transport/quantum /rtxmodal/params/transport/quantize /rtxmodal/params/transport/clock_out /rtxmodal/params/morph/pos /rtxmodal/params/voice/wet /rtxmodal/params/voice/gain /rtxmodal/params/voice/mute /rtxmodal/params/timbre_strings/amount /rtxmodal/params/timbre_strings/brightness /rtxmodal/params/timbre_strings/ensemble /rtxmodal/params/timbre_strings/attack /rtxmodal/params/timbre_strings/gate /rtxmodal/params/eyes/wet /rtxmodal/params/eyes/mute /rtxmodal/params/ganterpret/next_class /rtxmodal/params/ganterpret/speed /rtxmodal/params/ganterpret/react /rtxmodal/params/ganterpret/pulse /rtxmodal/params/ganterpret/wander /rtxmodal/params/ganterpret/points /rtxmodal/params/ganterpret/threshold /rtxmodal/params/ganterpret/extremum /rtxmodal/params/ganterpret/window /rtxmodal/params/ganterpret/z_mode /rtxmodal/params/ganterpret/seed /rtxmodal/params/ganterpret/hold /rtxmodal/params/ganterpret/truncation /rtxmodal/params/ganterpret/grain /rtxmodal/status/heartbeat /rtxmodal/error"
    }
   },
   {
    "box": {
     "id": "obj-276",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5520.0,
      396.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      76.0,
      396.0,
      18.0
     ],
     "text": "sound",
     "textcolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-279",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5540.0,
      330.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      418.0,
      76.0,
      330.0,
      18.0
     ],
     "text": "window",
     "textcolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-282",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5560.0,
      528.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      228.0,
      528.0,
      18.0
     ],
     "text": "transport",
     "textcolor": [
      0.6902,
      0.7176,
      0.7647,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-285",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5580.0,
      66.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      550.0,
      228.0,
      66.0,
      18.0
     ],
     "text": "morph",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-288",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5600.0,
      198.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      628.0,
      228.0,
      198.0,
      18.0
     ],
     "text": "cue",
     "textcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-291",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5620.0,
      198.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      838.0,
      228.0,
      198.0,
      18.0
     ],
     "text": "voice",
     "textcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-294",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5640.0,
      330.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      322.0,
      330.0,
      18.0
     ],
     "text": "timbre-strings",
     "textcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-297",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5660.0,
      132.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      352.0,
      322.0,
      132.0,
      18.0
     ],
     "text": "eyes",
     "textcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-300",
     "maxclass": "live.comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1500.0,
      5680.0,
      528.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      496.0,
      322.0,
      528.0,
      18.0
     ],
     "text": "ganterpret",
     "textcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "fontname": "Arial",
     "fontsize": 11.0,
     "textjustification": 0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-303",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      1280.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      0.0,
      0.0,
      1044.0,
      66.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-302",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      1210.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      492.0,
      320.0,
      534.0,
      2.0
     ],
     "bgcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-301",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      1140.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      492.0,
      320.0,
      534.0,
      146.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-299",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      1070.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      348.0,
      320.0,
      138.0,
      2.0
     ],
     "bgcolor": [
      0.7176,
      0.498,
      0.7686,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-298",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      1000.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      348.0,
      320.0,
      138.0,
      88.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-296",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      930.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      6.0,
      320.0,
      336.0,
      2.0
     ],
     "bgcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-295",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      860.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      6.0,
      320.0,
      336.0,
      88.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-293",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      790.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      834.0,
      226.0,
      204.0,
      2.0
     ],
     "bgcolor": [
      0.498,
      0.6824,
      0.3608,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-292",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      720.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      834.0,
      226.0,
      204.0,
      88.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-290",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      650.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      624.0,
      226.0,
      204.0,
      2.0
     ],
     "bgcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-289",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      580.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      624.0,
      226.0,
      204.0,
      88.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-287",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      510.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      546.0,
      226.0,
      72.0,
      2.0
     ],
     "bgcolor": [
      0.6039,
      0.6392,
      0.6784,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-286",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      440.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      546.0,
      226.0,
      72.0,
      88.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-284",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      370.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      6.0,
      226.0,
      534.0,
      2.0
     ],
     "bgcolor": [
      0.6902,
      0.7176,
      0.7647,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-283",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      300.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      6.0,
      226.0,
      534.0,
      88.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-281",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      230.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      414.0,
      74.0,
      336.0,
      2.0
     ],
     "bgcolor": [
      0.3098,
      0.6392,
      0.7804,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-280",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      160.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      414.0,
      74.0,
      336.0,
      146.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-278",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      90.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      6.0,
      74.0,
      402.0,
      2.0
     ],
     "bgcolor": [
      0.851,
      0.6431,
      0.2549,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   },
   {
    "box": {
     "id": "obj-277",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1800.0,
      20.0,
      60.0,
      60.0
     ],
     "presentation": 1,
     "presentation_rect": [
      6.0,
      74.0,
      402.0,
      146.0
     ],
     "bgcolor": [
      0.1333,
      0.149,
      0.1725,
      1.0
     ],
     "mode": 0,
     "rounded": 4,
     "background": 1
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-2",
      0
     ],
     "destination": [
      "obj-3",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-3",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-7",
      1
     ],
     "destination": [
      "obj-8",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-8",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      1
     ],
     "destination": [
      "obj-10",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      0
     ],
     "destination": [
      "obj-11",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-11",
      0
     ],
     "destination": [
      "obj-12",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-12",
      0
     ],
     "destination": [
      "obj-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-10",
      0
     ],
     "destination": [
      "obj-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-13",
      0
     ],
     "destination": [
      "obj-14",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
      0
     ],
     "destination": [
      "obj-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-16",
      1
     ],
     "destination": [
      "obj-17",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-17",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-18",
      1
     ],
     "destination": [
      "obj-19",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-18",
      0
     ],
     "destination": [
      "obj-20",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-20",
      0
     ],
     "destination": [
      "obj-21",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      0
     ],
     "destination": [
      "obj-16",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-19",
      0
     ],
     "destination": [
      "obj-16",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-22",
      0
     ],
     "destination": [
      "obj-23",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-23",
      0
     ],
     "destination": [
      "obj-16",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-25",
      0
     ],
     "destination": [
      "obj-26",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-27",
      0
     ],
     "destination": [
      "obj-28",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-29",
      0
     ],
     "destination": [
      "obj-30",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-31",
      0
     ],
     "destination": [
      "obj-32",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-33",
      0
     ],
     "destination": [
      "obj-34",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-34",
      0
     ],
     "destination": [
      "obj-35",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-35",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-36",
      0
     ],
     "destination": [
      "obj-33",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-37",
      0
     ],
     "destination": [
      "obj-38",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-38",
      0
     ],
     "destination": [
      "obj-39",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-39",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-40",
      0
     ],
     "destination": [
      "obj-37",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-41",
      0
     ],
     "destination": [
      "obj-42",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-42",
      0
     ],
     "destination": [
      "obj-43",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-43",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-44",
      0
     ],
     "destination": [
      "obj-41",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-45",
      0
     ],
     "destination": [
      "obj-46",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-46",
      0
     ],
     "destination": [
      "obj-47",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-47",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-48",
      0
     ],
     "destination": [
      "obj-45",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-49",
      0
     ],
     "destination": [
      "obj-50",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-50",
      0
     ],
     "destination": [
      "obj-51",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-51",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-52",
      0
     ],
     "destination": [
      "obj-49",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-53",
      0
     ],
     "destination": [
      "obj-54",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-54",
      0
     ],
     "destination": [
      "obj-55",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-55",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-56",
      0
     ],
     "destination": [
      "obj-53",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-57",
      0
     ],
     "destination": [
      "obj-58",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-58",
      0
     ],
     "destination": [
      "obj-59",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-59",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-60",
      0
     ],
     "destination": [
      "obj-57",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-61",
      0
     ],
     "destination": [
      "obj-62",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-62",
      0
     ],
     "destination": [
      "obj-63",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-63",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-64",
      0
     ],
     "destination": [
      "obj-61",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-65",
      0
     ],
     "destination": [
      "obj-66",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-66",
      0
     ],
     "destination": [
      "obj-67",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-67",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-68",
      0
     ],
     "destination": [
      "obj-65",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-69",
      0
     ],
     "destination": [
      "obj-70",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-70",
      0
     ],
     "destination": [
      "obj-71",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-71",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-72",
      0
     ],
     "destination": [
      "obj-69",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-73",
      0
     ],
     "destination": [
      "obj-74",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-74",
      0
     ],
     "destination": [
      "obj-75",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-75",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-76",
      0
     ],
     "destination": [
      "obj-73",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-77",
      0
     ],
     "destination": [
      "obj-78",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-78",
      0
     ],
     "destination": [
      "obj-79",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-79",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-80",
      0
     ],
     "destination": [
      "obj-77",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-81",
      0
     ],
     "destination": [
      "obj-82",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-82",
      0
     ],
     "destination": [
      "obj-83",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-83",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-84",
      0
     ],
     "destination": [
      "obj-81",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-85",
      0
     ],
     "destination": [
      "obj-86",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-86",
      0
     ],
     "destination": [
      "obj-87",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-87",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-88",
      0
     ],
     "destination": [
      "obj-85",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-89",
      0
     ],
     "destination": [
      "obj-90",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-90",
      0
     ],
     "destination": [
      "obj-91",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-91",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-92",
      0
     ],
     "destination": [
      "obj-89",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-93",
      0
     ],
     "destination": [
      "obj-94",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-94",
      0
     ],
     "destination": [
      "obj-95",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-95",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-96",
      0
     ],
     "destination": [
      "obj-93",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-97",
      0
     ],
     "destination": [
      "obj-98",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-98",
      0
     ],
     "destination": [
      "obj-99",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-99",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-100",
      0
     ],
     "destination": [
      "obj-97",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-102",
      0
     ],
     "destination": [
      "obj-103",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-103",
      0
     ],
     "destination": [
      "obj-104",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-104",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-105",
      0
     ],
     "destination": [
      "obj-102",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-107",
      0
     ],
     "destination": [
      "obj-108",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-108",
      0
     ],
     "destination": [
      "obj-109",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-109",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-110",
      0
     ],
     "destination": [
      "obj-107",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-111",
      0
     ],
     "destination": [
      "obj-112",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-112",
      0
     ],
     "destination": [
      "obj-113",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-113",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-114",
      0
     ],
     "destination": [
      "obj-111",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-116",
      0
     ],
     "destination": [
      "obj-117",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-117",
      0
     ],
     "destination": [
      "obj-118",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-118",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-119",
      0
     ],
     "destination": [
      "obj-116",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-120",
      0
     ],
     "destination": [
      "obj-121",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-121",
      0
     ],
     "destination": [
      "obj-122",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-122",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-123",
      0
     ],
     "destination": [
      "obj-120",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-124",
      0
     ],
     "destination": [
      "obj-125",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-125",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-126",
      0
     ],
     "destination": [
      "obj-127",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-127",
      0
     ],
     "destination": [
      "obj-128",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-128",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-129",
      0
     ],
     "destination": [
      "obj-126",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-130",
      0
     ],
     "destination": [
      "obj-131",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-131",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-133",
      0
     ],
     "destination": [
      "obj-134",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-134",
      0
     ],
     "destination": [
      "obj-135",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-135",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-136",
      0
     ],
     "destination": [
      "obj-133",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-138",
      0
     ],
     "destination": [
      "obj-139",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-139",
      0
     ],
     "destination": [
      "obj-140",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-140",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-141",
      0
     ],
     "destination": [
      "obj-138",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-142",
      0
     ],
     "destination": [
      "obj-143",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-143",
      0
     ],
     "destination": [
      "obj-144",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-144",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-145",
      0
     ],
     "destination": [
      "obj-142",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-146",
      0
     ],
     "destination": [
      "obj-147",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-147",
      0
     ],
     "destination": [
      "obj-148",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-148",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-149",
      0
     ],
     "destination": [
      "obj-146",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-150",
      0
     ],
     "destination": [
      "obj-151",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-151",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-152",
      0
     ],
     "destination": [
      "obj-153",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-153",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-154",
      0
     ],
     "destination": [
      "obj-155",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-155",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-156",
      0
     ],
     "destination": [
      "obj-157",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-157",
      0
     ],
     "destination": [
      "obj-158",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-158",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-159",
      0
     ],
     "destination": [
      "obj-156",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-160",
      0
     ],
     "destination": [
      "obj-161",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-161",
      0
     ],
     "destination": [
      "obj-162",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-162",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-163",
      0
     ],
     "destination": [
      "obj-160",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-164",
      0
     ],
     "destination": [
      "obj-165",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-165",
      0
     ],
     "destination": [
      "obj-166",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-166",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-167",
      0
     ],
     "destination": [
      "obj-164",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-168",
      0
     ],
     "destination": [
      "obj-169",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-169",
      0
     ],
     "destination": [
      "obj-170",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-170",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-171",
      0
     ],
     "destination": [
      "obj-168",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-172",
      0
     ],
     "destination": [
      "obj-173",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-173",
      0
     ],
     "destination": [
      "obj-174",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-174",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-175",
      0
     ],
     "destination": [
      "obj-172",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-176",
      0
     ],
     "destination": [
      "obj-177",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-177",
      0
     ],
     "destination": [
      "obj-178",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-178",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-179",
      0
     ],
     "destination": [
      "obj-176",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-180",
      0
     ],
     "destination": [
      "obj-181",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-181",
      0
     ],
     "destination": [
      "obj-182",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-182",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-183",
      0
     ],
     "destination": [
      "obj-180",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-184",
      0
     ],
     "destination": [
      "obj-185",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-185",
      0
     ],
     "destination": [
      "obj-186",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-186",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-187",
      0
     ],
     "destination": [
      "obj-184",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-188",
      0
     ],
     "destination": [
      "obj-189",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-189",
      0
     ],
     "destination": [
      "obj-190",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-190",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-191",
      0
     ],
     "destination": [
      "obj-188",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-192",
      0
     ],
     "destination": [
      "obj-193",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-193",
      0
     ],
     "destination": [
      "obj-194",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-194",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-195",
      0
     ],
     "destination": [
      "obj-192",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-197",
      0
     ],
     "destination": [
      "obj-198",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-198",
      0
     ],
     "destination": [
      "obj-199",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-199",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-200",
      0
     ],
     "destination": [
      "obj-197",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-201",
      0
     ],
     "destination": [
      "obj-202",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-202",
      0
     ],
     "destination": [
      "obj-203",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-203",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-204",
      0
     ],
     "destination": [
      "obj-201",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-205",
      0
     ],
     "destination": [
      "obj-206",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-206",
      0
     ],
     "destination": [
      "obj-207",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-207",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-208",
      0
     ],
     "destination": [
      "obj-205",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-209",
      0
     ],
     "destination": [
      "obj-210",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-210",
      0
     ],
     "destination": [
      "obj-211",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-211",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-212",
      0
     ],
     "destination": [
      "obj-209",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-213",
      0
     ],
     "destination": [
      "obj-214",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-214",
      0
     ],
     "destination": [
      "obj-215",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-215",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-216",
      0
     ],
     "destination": [
      "obj-213",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-218",
      0
     ],
     "destination": [
      "obj-219",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-219",
      0
     ],
     "destination": [
      "obj-220",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-220",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-221",
      0
     ],
     "destination": [
      "obj-218",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-222",
      0
     ],
     "destination": [
      "obj-223",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-223",
      0
     ],
     "destination": [
      "obj-224",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-224",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-225",
      0
     ],
     "destination": [
      "obj-222",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-227",
      0
     ],
     "destination": [
      "obj-228",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-228",
      0
     ],
     "destination": [
      "obj-229",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-229",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-230",
      0
     ],
     "destination": [
      "obj-227",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-231",
      0
     ],
     "destination": [
      "obj-232",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-232",
      0
     ],
     "destination": [
      "obj-233",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-233",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-234",
      0
     ],
     "destination": [
      "obj-231",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-236",
      0
     ],
     "destination": [
      "obj-237",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-237",
      0
     ],
     "destination": [
      "obj-238",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-238",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-239",
      0
     ],
     "destination": [
      "obj-236",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-241",
      0
     ],
     "destination": [
      "obj-242",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-242",
      0
     ],
     "destination": [
      "obj-243",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-243",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-244",
      0
     ],
     "destination": [
      "obj-241",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-245",
      0
     ],
     "destination": [
      "obj-246",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-246",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-247",
      0
     ],
     "destination": [
      "obj-248",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-248",
      0
     ],
     "destination": [
      "obj-249",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-249",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-250",
      0
     ],
     "destination": [
      "obj-247",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-251",
      0
     ],
     "destination": [
      "obj-252",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-252",
      0
     ],
     "destination": [
      "obj-253",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-253",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-254",
      0
     ],
     "destination": [
      "obj-251",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-255",
      0
     ],
     "destination": [
      "obj-256",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-256",
      0
     ],
     "destination": [
      "obj-257",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-257",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-258",
      0
     ],
     "destination": [
      "obj-255",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-259",
      0
     ],
     "destination": [
      "obj-260",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-261",
      0
     ],
     "destination": [
      "obj-260",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-260",
      0
     ],
     "destination": [
      "obj-261",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-260",
      6
     ],
     "destination": [
      "obj-263",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-263",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-260",
      5
     ],
     "destination": [
      "obj-264",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-264",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-260",
      4
     ],
     "destination": [
      "obj-265",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-265",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-260",
      3
     ],
     "destination": [
      "obj-266",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-266",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-260",
      2
     ],
     "destination": [
      "obj-267",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-267",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-260",
      1
     ],
     "destination": [
      "obj-268",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-268",
      0
     ],
     "destination": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-260",
      0
     ],
     "destination": [
      "obj-262",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-269",
      1
     ],
     "destination": [
      "obj-261",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-269",
      0
     ],
     "destination": [
      "obj-270",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-262",
      0
     ],
     "destination": [
      "obj-272",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-270",
      0
     ],
     "destination": [
      "obj-272",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-273",
      0
     ],
     "destination": [
      "obj-274",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-274",
      0
     ],
     "destination": [
      "obj-275",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      0
     ],
     "destination": [
      "obj-9",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      1
     ],
     "destination": [
      "obj-13",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      2
     ],
     "destination": [
      "obj-18",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      3
     ],
     "destination": [
      "obj-22",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      4
     ],
     "destination": [
      "obj-24",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      5
     ],
     "destination": [
      "obj-25",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      6
     ],
     "destination": [
      "obj-27",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      7
     ],
     "destination": [
      "obj-29",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      8
     ],
     "destination": [
      "obj-31",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      9
     ],
     "destination": [
      "obj-36",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      10
     ],
     "destination": [
      "obj-40",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      11
     ],
     "destination": [
      "obj-44",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      12
     ],
     "destination": [
      "obj-48",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      13
     ],
     "destination": [
      "obj-52",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      14
     ],
     "destination": [
      "obj-56",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      15
     ],
     "destination": [
      "obj-60",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      16
     ],
     "destination": [
      "obj-64",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      17
     ],
     "destination": [
      "obj-68",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      18
     ],
     "destination": [
      "obj-72",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      19
     ],
     "destination": [
      "obj-76",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      20
     ],
     "destination": [
      "obj-80",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      21
     ],
     "destination": [
      "obj-84",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      22
     ],
     "destination": [
      "obj-88",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      23
     ],
     "destination": [
      "obj-92",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      24
     ],
     "destination": [
      "obj-96",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      25
     ],
     "destination": [
      "obj-100",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      26
     ],
     "destination": [
      "obj-105",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      27
     ],
     "destination": [
      "obj-110",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      28
     ],
     "destination": [
      "obj-114",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      29
     ],
     "destination": [
      "obj-119",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      30
     ],
     "destination": [
      "obj-123",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      31
     ],
     "destination": [
      "obj-129",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      32
     ],
     "destination": [
      "obj-136",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      33
     ],
     "destination": [
      "obj-141",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      34
     ],
     "destination": [
      "obj-145",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      35
     ],
     "destination": [
      "obj-149",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      36
     ],
     "destination": [
      "obj-159",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      37
     ],
     "destination": [
      "obj-163",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      38
     ],
     "destination": [
      "obj-167",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      39
     ],
     "destination": [
      "obj-171",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      40
     ],
     "destination": [
      "obj-175",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      41
     ],
     "destination": [
      "obj-179",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      42
     ],
     "destination": [
      "obj-183",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      43
     ],
     "destination": [
      "obj-187",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      44
     ],
     "destination": [
      "obj-191",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      45
     ],
     "destination": [
      "obj-195",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      46
     ],
     "destination": [
      "obj-200",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      47
     ],
     "destination": [
      "obj-204",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      48
     ],
     "destination": [
      "obj-208",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      49
     ],
     "destination": [
      "obj-212",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      50
     ],
     "destination": [
      "obj-216",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      51
     ],
     "destination": [
      "obj-221",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      52
     ],
     "destination": [
      "obj-225",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      53
     ],
     "destination": [
      "obj-230",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      54
     ],
     "destination": [
      "obj-234",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      55
     ],
     "destination": [
      "obj-239",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      56
     ],
     "destination": [
      "obj-244",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      57
     ],
     "destination": [
      "obj-250",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      58
     ],
     "destination": [
      "obj-254",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      59
     ],
     "destination": [
      "obj-258",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      60
     ],
     "destination": [
      "obj-269",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-275",
      61
     ],
     "destination": [
      "obj-271",
      0
     ]
    }
   }
  ],
  "parameters": {
   "obj-2": [
    "Panic",
    "Panic",
    0
   ],
   "obj-33": [
    "sound Output gain",
    "Output gain",
    0
   ],
   "obj-37": [
    "sound Input gain",
    "Input gain",
    0
   ],
   "obj-41": [
    "sound Dry / wet",
    "Dry / wet",
    0
   ],
   "obj-45": [
    "sound Bypass",
    "Bypass",
    0
   ],
   "obj-49": [
    "sound Mute",
    "Mute",
    0
   ],
   "obj-53": [
    "sound Run",
    "Run",
    0
   ],
   "obj-57": [
    "sound Smoothing",
    "Smoothing",
    0
   ],
   "obj-61": [
    "sound Limiter",
    "Limiter",
    0
   ],
   "obj-65": [
    "sound Ceiling",
    "Ceiling",
    0
   ],
   "obj-69": [
    "sound Overlay",
    "Overlay",
    0
   ],
   "obj-73": [
    "sound Computer keys",
    "Computer key",
    0
   ],
   "obj-77": [
    "window Blackout",
    "Blackout",
    0
   ],
   "obj-81": [
    "window Freeze",
    "Freeze",
    0
   ],
   "obj-85": [
    "window Fullscreen",
    "Fullscreen",
    0
   ],
   "obj-89": [
    "window Brightness",
    "Brightness",
    0
   ],
   "obj-93": [
    "window Test picture",
    "Test picture",
    0
   ],
   "obj-97": [
    "window Window",
    "Window",
    0
   ],
   "obj-102": [
    "window Monitor",
    "Monitor",
    0
   ],
   "obj-107": [
    "window Frame rate",
    "Frame rate",
    0
   ],
   "obj-111": [
    "window Flash limit",
    "Flash limit",
    0
   ],
   "obj-116": [
    "transport Clock",
    "Clock",
    0
   ],
   "obj-120": [
    "transport Tempo",
    "Tempo",
    0
   ],
   "obj-124": [
    "transport Tap",
    "Tap",
    0
   ],
   "obj-126": [
    "transport Play",
    "Play",
    0
   ],
   "obj-130": [
    "transport Resync",
    "Resync",
    0
   ],
   "obj-133": [
    "transport Beats a bar",
    "Beats a bar",
    0
   ],
   "obj-138": [
    "transport Quantize",
    "Quantize",
    0
   ],
   "obj-142": [
    "transport Clock out",
    "Clock out",
    0
   ],
   "obj-146": [
    "morph Morph",
    "Morph",
    0
   ],
   "obj-150": [
    "cue Go",
    "Go",
    0
   ],
   "obj-152": [
    "cue Back",
    "Back",
    0
   ],
   "obj-154": [
    "cue Arm",
    "Arm",
    0
   ],
   "obj-156": [
    "voice Wet",
    "Wet",
    0
   ],
   "obj-160": [
    "voice Gain",
    "Gain",
    0
   ],
   "obj-164": [
    "voice Mute",
    "Mute",
    0
   ],
   "obj-168": [
    "timbre-strings Amount",
    "Amount",
    0
   ],
   "obj-172": [
    "timbre-strings Brightness",
    "Brightness",
    0
   ],
   "obj-176": [
    "timbre-strings Ensemble",
    "Ensemble",
    0
   ],
   "obj-180": [
    "timbre-strings Attack",
    "Attack",
    0
   ],
   "obj-184": [
    "timbre-strings Gate",
    "Gate",
    0
   ],
   "obj-188": [
    "eyes Wet",
    "Wet",
    0
   ],
   "obj-192": [
    "eyes Mute",
    "Mute",
    0
   ],
   "obj-197": [
    "ganterpret Next class",
    "Next class",
    0
   ],
   "obj-201": [
    "ganterpret Speed",
    "Speed",
    0
   ],
   "obj-205": [
    "ganterpret React",
    "React",
    0
   ],
   "obj-209": [
    "ganterpret Pulse",
    "Pulse",
    0
   ],
   "obj-213": [
    "ganterpret Wander",
    "Wander",
    0
   ],
   "obj-218": [
    "ganterpret Points",
    "Points",
    0
   ],
   "obj-222": [
    "ganterpret Threshold",
    "Threshold",
    0
   ],
   "obj-227": [
    "ganterpret Turns at",
    "Turns at",
    0
   ],
   "obj-231": [
    "ganterpret Window",
    "Window",
    0
   ],
   "obj-236": [
    "ganterpret Layout",
    "Layout",
    0
   ],
   "obj-241": [
    "ganterpret Seed",
    "Seed",
    0
   ],
   "obj-245": [
    "ganterpret Next",
    "Next",
    0
   ],
   "obj-247": [
    "ganterpret Hold",
    "Hold",
    0
   ],
   "obj-251": [
    "ganterpret Truncation",
    "Truncation",
    0
   ],
   "obj-255": [
    "ganterpret Grain",
    "Grain",
    0
   ]
  },
  "dependency_cache": [],
  "autosave": 0
 }
}
