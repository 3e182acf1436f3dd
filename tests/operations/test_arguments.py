"""Arguments of operations: what is taken, what is refused, and what is said of it."""

from __future__ import annotations

from typing import ClassVar

import pytest

from fitter import BadArgument, Segment
from fitter.url.vocabulary import filter_name
from fitter.wording import field_says
from tests.table import table
from tests.url.words import GRAMMAR, OPERATIONS

LENGTH = "must be pixels such as 120, or percent such as 12.5p"
COLOR = "must be a colour: a CSS name, hex digits such as ff8800, or transparent"
AUTO = COLOR.replace("be a", "be one of auto or a", 1)
GROUND = COLOR.replace("be a", "be one of auto, blur or a", 1)
WORDS = r"text, with \n for a line break, or b64: and its base64url form, of at most 500 characters"
ACROSS = "pixels such as 10, percent such as 20p, either with - from the right, or left, right, center, repeat"
DOWN = "pixels such as 10, percent such as 20p, either with - from the bottom, or top, bottom, center, repeat"
EDGE = "must be a whole number from 0 to 1000000"
SIDE = "must be one of orig or a whole number from 0 to 100000"
FITS = "crop, fit-in, full-fit-in, adaptive-fit-in, adaptive-full-fit-in, stretch"
PLACES = "a place such as 120,80 or 10x20:300x200, in pixels, percent (50p) or fractions (0.5)"
FRAME = "a whole number from 1 to 1000000"
UNTIL = "a whole number from 0 to 253402300799"
PERCENT = "a number from -100 to 100"
KERNEL = "must be numbers from -10000 to 10000 with semicolons between, row by row, such as 0;-1;0;-1;5;-1;0;-1;0"
POINTS = "must be points from left to right such as 0-0;128-160;255-255, each value from 0 to 255"


def canonical(segment: str) -> str:
    return "/".join(operation.text for operation in GRAMMAR.operations(segment))


def told(segment: str) -> str:
    with pytest.raises(BadArgument) as refusal:
        GRAMMAR.parse(f"{segment}/a.jpg")
    return refusal.value.detail


TAKEN = {
    "resize": {
        "100000x100000": "100000x100000",
        "resize:orig,orig": "origxorig",
        "resize:1,2,stretch,right,bottom,entropy,false": "no-upscale/stretch/1x2/right/bottom/smart:entropy",
        "resize:1,2,,,,attention,,50p%2C.5,1x2:3x4": "1x2/smart/focal:50p,50p/focal:1x2:3x4",
        "resize:1,2,crop,center,middle": "1x2",
        "resize:1,,,,,,0": "no-upscale/1x0",
    },
    "proportion": {
        "proportion:1": "proportion:1",
        "proportion:.5": "proportion:0.5",
        "filters:proportion(1.5)": "proportion:1",
    },
    "zoom": {"zoom:2": "zoom:2", "zoom:2,": "zoom:2", "zoom:0.5,100": "zoom:0.5,100"},
    "min-width": {"min-width:1": "min-width:1", "min-width:100000": "min-width:100000"},
    "min-height": {"min-height:1": "min-height:1", "min-height:0100": "min-height:100"},
    "manual-crop": {"0x0:0x0": "0x0:0x0", "1000000x0:0x1000000": "1000000x0:0x1000000"},
    "crop": {
        "crop:0,0,0,0": "crop:0,0,0,0",
        "crop:0p,.5p,100p,1000000": "crop:0p,0.5p,100p,1000000",
        "crop:1e2,1e-7p,200p,3.0": "crop:100,1e-07p,200p,3",
    },
    "ratio": {
        "ratio:3:2": "ratio:3:2",
        "ratio:1.5:1:center": "ratio:1.5:1",
        "filters:ratio(16,9,smart)": "ratio:16:9:smart",
    },
    "trim": {"trim": "trim", "trim:0": "trim", "trim:442": "trim:top-left:442", "trim::1.5": "trim:top-left:1.5"},
    "flip": {
        "flip": "flip",
        "flip:v": "flip",
        "flip:h": "flip:h",
        "flip:%68": "flip:h",
        "flip:horizontal": "flip:h",
        "flip:vertical": "flip",
    },
    "flop": {"flop": "flop", "flop:": "flop"},
    "rotate": {
        "rotate:-360": "rotate:-360",
        "rotate:360": "rotate:360",
        "rotate:-0": "rotate:0",
        "rotate:1.25,f00": "rotate:1.25,ff0000",
        "rotate:1,%23ff000080": "rotate:1,ff000080",
    },
    "orient": {"orient:0": "orient:0", "filters:orient(90)": "orient:270"},
    "blur": {"blur:150": "blur:150", "blur:1e-9": "blur:1e-09", "blur:.5": "blur:0.5", "blur:007": "blur:7"},
    "sharpen": {
        "sharpen": "sharpen",
        "sharpen:": "sharpen",
        "sharpen:1,1": "sharpen",
        "sharpen:0": "sharpen:0",
        "sharpen:,10": "sharpen:,10",
        "sharpen:10,0.01": "sharpen:10,0.01",
        "sharpen:1,1,edges": "sharpen",
        "sharpen:1,2,colors": "sharpen:,2,colors",
    },
    "unsharp": {"unsharp:1": "unsharp:1", "unsharp:10,1,0": "unsharp:10", "unsharp:2,,5": "unsharp:2,,5"},
    "pixelate": {"pixelate": "pixelate", "pixelate:10": "pixelate", "pixelate:1000": "pixelate:1000"},
    "convolution": {
        "convolution:1,1": "convolution:1,1",
        "convolution:-0;01;1e-5,1,true": "convolution:0;1;1e-05,1",
        "convolution:1;2;.5,3,0": "convolution:1;2;0.5,3,false",
        "filters:convolution(1; 2;1 , 1,False)": "convolution:1;2;1,1,false",
    },
    "noise": {"noise:0": "noise:0", "noise:255,0": "noise:255", "noise:2.5,2147483647": "noise:2.5,2147483647"},
    "grayscale": {"grayscale": "grayscale"},
    "brightness": {"brightness:-100": "brightness:-100", "filters:brightness( 20 )": "brightness:20"},
    "contrast": {"contrast:100": "contrast:100", "contrast:-0.5": "contrast:-0.5"},
    "saturation": {"saturation:0": "saturation:0", "saturation:10": "saturation:10"},
    "hue": {"hue:-360": "hue:-360", "hue:1e2": "hue:100"},
    "rgb": {"rgb:-100,0,100": "rgb:-100,0,100"},
    "colorize": {"colorize:0,50.5,100,RED": "colorize:0,50.5,100,ff0000"},
    "curve": {
        "curve:": "curve",
        "curve:0-0;255-255": "curve",
        "curve:,7-9,,001-255": "curve:,7-9,,1-255",
        "filters:curve([(0,0),(9, 8),],[],[(1,2)],[])": "curve:0-0;9-8,,1-2",
    },
    "equalize": {"equalize": "equalize"},
    "invert": {"invert": "invert"},
    "duotone": {"duotone:red,fff": "duotone:ff0000,ffffff", "duotone:000,fff,0.5": "duotone:000000,ffffff,0.5"},
    "monochrome": {"monochrome:abc,1": "monochrome:aabbcc", "monochrome:abc,0": "monochrome:aabbcc,0"},
    "sepia": {"sepia": "sepia", "sepia:1": "sepia", "sepia:.5": "sepia:0.5"},
    "background": {
        "background:RED": "background:ff0000",
        "background:abc": "background:aabbcc",
        "background:abcd": "background:aabbccdd",
        "background:%23AABBCC": "background:aabbcc",
        "background:aabbccff": "background:aabbcc",
        "background:transparent": "background:00000000",
        "background:auto": "background:auto",
    },
    "pad": {
        "pad:0": "pad:0",
        "pad:10000,1,2,3": "pad:10000,1,2,3",
        "pad:1,,2": "pad:1,,2",
        "pad:1,,,,white": "pad:1",
        "pad:1,,,,transparent": "pad:1,,,,00000000",
    },
    "extend": {
        "extend:0,0": "extend:0,0",
        "extend:100,50p,bottom-left,auto": "extend:100,50p,bottom-left,auto",
        "extend:100,50%25,center,white": "extend:100,50p",
        "extend:100,100,,blur": "extend:100,100,,blur",
    },
    "fill": {
        "fill:red": "fill:ff0000",
        "fill:auto,1": "fill:auto,true",
        "filters:fill(none)": "fill:00000000",
        "fit-in/300x/fill:blur": "fit-in/300x0/fill:blur,,300",
        "origx200/fill:blur,,7": "origx200/fill:blur,,7",
        "300x200/200x300/fill:blur": "300x200/200x300/fill:blur,,200,300",
        "adaptive-full-fit-in/1x2/fill:fff": "adaptive-full-fit-in/1x2/fill:ffffff,,1,2,true",
    },
    "round-corner": {
        "round-corner:20": "round-corner:20",
        "round-corner:20%7C50p": "round-corner:20%7C50p",
        "round-corner:20,50p": "round-corner:20%7C50p",
        "round-corner:20,red": "round-corner:20,ff0000",
        "round-corner:20,000000": "round-corner:20,000000",
        "round-corner:20|40,fff": "round-corner:20%7C40,ffffff",
        "round-corner:123456|123456,00000000": "round-corner:123456%7C123456",
        "filters:round_corner(20|40,255,0,9)": "round-corner:20%7C40,ff0009",
        "filters:round_corner(20,255,0,9,True)": "round-corner:20",
    },
    "text": {
        "text:Hi": "text:Hi",
        "text:Hi%20%C3%A4,center,center,24,black,0,100p,left,sans,0": "text:Hi%20%C3%A4",
        "text:b64:SGksCllvdQ": "text:Hi%2C%5CnYou",
        "text:a%2Cb%2Fc,right,-5p,8p,red,50.0,50p,center,sans-bold,-30": "text:a%2Cb%2Fc,-0,-5p,8p,ff0000,50,50p,"
        "center,sans-bold,-30",
        "filters:text('a, b',1,2,sans-bold-20,red)": "text:a%2C%20b,1,2,20,ff0000,,,,sans-bold",
    },
    "label": {
        "label:Hi,0,0,20,red": "label:Hi,0,0,20,ff0000",
        "filters:label(Hi,left,bottom,20,red,0,sans)": "label:Hi,0,-0,20,ff0000",
    },
    "watermark": {
        "watermark:a.png,0,0,0": "watermark:a.png,0,0,0",
        "watermark:b64:YS9iLnBuZw,left,bottom,0.0,none": "watermark:a%2Fb.png,0,-0,0",
        "watermark:b64:YS9iLnBuZw==,1,2,3,0,50": "watermark:a%2Fb.png,1,2,3,,50",
        "watermark:a%2Fb.png,-010,-12.50%25,100,.5,1000": "watermark:a%2Fb.png,-10,-12.5p,100,0.5,1000",
        "filters:watermark(http://x.y/a.png?v=1,0,0,0)": "watermark:http%3A%2F%2Fx.y%2Fa.png%3Fv%3D1,0,0,0",
        "filters:watermark('a,b.png', center, repeat, 10)": "watermark:a%2Cb.png,center,repeat,10",
        "filters:watermark(/unsafe/filters:blur(1)/z.jpg,0,0,0)": "watermark:%2Funsafe%2Ffilters%3Ablur%281%29%2F"
        "z.jpg,0,0,0",
    },
    "frame": {"frame:a%2Fb.9.png": "frame:a%2Fb.9.png", "filters:frame(a/b.9.png)": "frame:a%2Fb.9.png"},
    "dpr": {"dpr:2": "dpr:2", "dpr:1.50": "dpr:1.5", "dpr:8": "dpr:8"},
    "page": {"page:1": "page:1", "page:1000000": "page:1000000", "filters:page(02)": "page:2"},
    "max-frames": {"max-frames:1": "max-frames:1", "filters:max_frames(5)": "max-frames:5"},
    "cover": {"cover": "cover", "filters:cover()": "cover"},
    "format": {
        **{f"format:{one}": f"format:{one}" for one in ("jpeg", "png", "webp", "avif", "gif", "tiff", "jxl")},
        "format:jpg": "format:jpeg",
        "format:TIF": "format:tiff",
        "format:WebP": "format:webp",
    },
    "quality": {
        "quality:1": "quality:1",
        "quality:100": "quality:100",
        "quality:080": "quality:80",
        "quality:auto": "quality:auto",
    },
    "max-bytes": {"max-bytes:1": "max-bytes:1", "filters:max_bytes(40000)": "max-bytes:40000"},
    "progressive": {"progressive": "progressive", "progressive:0": "progressive:false"},
    "subsampling": {f"subsampling:{one}": f"subsampling:{one}" for one in ("auto", "444", "420")},
    "lossless": {
        "lossless": "lossless",
        "lossless:true": "lossless",
        "lossless:false": "lossless:false",
        "lossless:near": "lossless:near",
    },
    "palette": {"palette": "palette", "palette:256": "palette", **{f"palette:{n}": f"palette:{n}" for n in (2, 4, 16)}},
    "compression": {"compression:0": "compression:0", "compression:9": "compression:9"},
    "effort": {"effort:0": "effort:0", "effort:10": "effort:10"},
    "autojpg": {"autojpg": "autojpg", "autojpg:true": "autojpg", "autojpg:false": "autojpg:false"},
    "strip": {"strip": "strip"},
    "strip-icc": {"strip-icc": "strip-icc", "filters:strip_icc()": "strip-icc"},
    "keep": {
        "keep": "keep",
        "keep:icc,exif,iptc,xmp": "keep:exif,icc,iptc,xmp",
        "keep:xmp,copyright": "keep:copyright,xmp",
        "keep:icc,icc": "keep:icc",
    },
    "expires": {"expires:0": "expires:0", "expires:253402300799": "expires:253402300799"},
    "max-age": {"max-age:0": "max-age:0", "max-age:31536000": "max-age:31536000"},
    "attachment": {
        "attachment": "attachment",
        "attachment:": "attachment",
        "attachment:%C3%A9%2Cb.jpg": "attachment:%C3%A9%2Cb.jpg",
    },
    "preview": {"preview": "preview"},
    "fallback": {"fallback:a%2Fb%2C.jpg": "fallback:a%2Fb%2C.jpg", "filters:fallback(a/b)": "fallback:a%2Fb"},
    "raw": {"raw": "raw"},
    "skip-processing": {
        "skip-processing": "skip-processing",
        "skip-processing:SVG,jpg,gif,svg": "skip-processing:gif,jpeg,svg",
        "filters:skip_processing(gif)": "skip-processing:gif",
    },
    "meta": {"meta": "meta", "meta:": "meta"},
    "debug": {"debug": "debug", "debug:": "debug"},
}

REFUSED = {
    "resize": {
        "100001x": f"resize: width {SIDE}, got '100001'.",
        "x100001": f"resize: height {SIDE}, got '100001'.",
        "resize:-1": f"resize: width {SIDE}, got '-1'.",
        "resize:1.5,original": f"resize: width {SIDE}, got '1.5'. resize: height {SIDE}, got 'original'.",
        "resize:1,2,fill": f"resize: fit must be one of {FITS}, got 'fill'.",
        "resize:1,2,,top": "resize: halign must be one of left, center, right, got 'top'.",
        "resize:1,2,,,left": "resize: valign must be one of top, middle, bottom, got 'left'.",
        "resize:1,2,,,,much": "resize: smart must be one of attention, entropy, got 'much'.",
        "resize:1,2,,,,,maybe": "resize: upscale must be true or false, got 'maybe'.",
        "resize:1,2,,,,,,50p": f"resize: focal[0] must be {PLACES}, got '50p'.",
        "resize:1,2,,,,,," + ",".join(17 * ["1x2:3x4"]): f"resize: focal must be a list, each {PLACES}, got (",
    },
    "proportion": {
        "proportion:": "proportion: factor is required: a number above 0 up to 1.",
        "proportion:1.5": "proportion: factor must be a number above 0 up to 1, got '1.5'.",
        "filters:proportion(.)": "proportion: factor must be a number above 0 up to 1, got '.'.",
    },
    "zoom": {
        "zoom:0": "zoom: x must be a number above 0 up to 100, got '0'.",
        "zoom:1,100.5": "zoom: y must be a number above 0 up to 100, got '100.5'.",
    },
    "min-width": {"min-width:0": "min-width: pixels must be a whole number from 1 to 100000, got '0'."},
    "min-height": {"min-height:1.5": "min-height: pixels must be a whole number from 1 to 100000, got '1.5'."},
    "manual-crop": {
        "1000001x0:0x0": f"manual-crop: left {EDGE}, got '1000001'.",
        "0x0:0x1000001": f"manual-crop: bottom {EDGE}, got '1000001'.",
        "manual-crop:1,2,3": "manual-crop: bottom is required: a whole number from 0 to 1000000.",
        "manual-crop:1,-2,3,4": f"manual-crop: top {EDGE}, got '-2'.",
        "manual-crop:1,2,3.5,4": f"manual-crop: right {EDGE}, got '3.5'.",
    },
    "crop": {
        "crop:1,2,3": "crop: height is required: pixels such as 120, or percent such as 12.5p.",
        "crop:-1,0,1,1": f"crop: x {LENGTH}, got '-1'.",
        "crop:0,1.5,1,1": f"crop: y {LENGTH}, got '1.5'.",
        "crop:0,0,1000001,1px": f"crop: width {LENGTH}, got '1000001'. crop: height {LENGTH}, got '1px'.",
        "crop:0,0,nanp,p": f"crop: width {LENGTH}, got 'nanp'. crop: height {LENGTH}, got 'p'.",
        "crop:0,0,1,1,1": "crop: takes at most 4 (x: pixels such as 120, or percent such as 12.5p; ",
    },
    "ratio": {
        "ratio:3": "ratio: height is required: a number above 0 up to 10000.",
        "ratio:0:1": "ratio: width must be a number above 0 up to 10000, got '0'.",
        "ratio:1:1:middle": "ratio: place must be one of center, left, right, top, bottom, smart, got 'middle'.",
    },
    "trim": {
        "trim:left": "trim: corner must be one of top-left, bottom-right, got 'left'.",
        "trim:top-left:443": "trim: tolerance must be a number from 0 to 442, got '443'.",
        "trim:-1": "trim: corner must be one of top-left, bottom-right, got '-1'.",
        "trim:443": "trim: tolerance must be a number from 0 to 442, got '443'.",
        "trim:top-left:1:2": "trim: takes at most 2 (corner: one of top-left, bottom-right; tolerance: a number from 0 "
        "to 442), got 3.",
    },
    "flip": {
        "flip:x": "flip: axis must be one of v, h, got 'x'.",
        "flip:H": "flip: axis must be one of v, h, got 'H'.",
        "flip:v,h": "flip: takes at most 1 (axis: one of v, h), got 2.",
    },
    "flop": {"flop:h": "flop: takes no arguments, got 1."},
    "rotate": {
        "rotate:": "rotate: degrees is required: a number from -360 to 360.",
        "rotate:361": "rotate: degrees must be a number from -360 to 360, got '361'.",
        "rotate:-360.5": "rotate: degrees must be a number from -360 to 360, got '-360.5'.",
        "rotate:90deg": "rotate: degrees must be a number from -360 to 360, got '90deg'.",
        "rotate:90,reddish": f"rotate: background {COLOR}, got 'reddish'.",
    },
    "orient": {
        "orient:": "orient: degrees is required: one of 0, 90, 180, 270.",
        "orient:45": "orient: degrees must be one of 0, 90, 180, 270, got '45'.",
    },
    "blur": {
        "blur:0": "blur: sigma must be a number above 0 up to 150, got '0'.",
        "blur:150.1": "blur: sigma must be a number above 0 up to 150, got '150.1'.",
        "blur:7,0": "blur: radius must be a whole number from 1 to 150, got '0'.",
        "blur:7,3,1": "blur: takes at most 2 (sigma: a number above 0 up to 150; radius: a whole number from "
        "1 to 150), got 3.",
        "filters:blur()": "blur: takes a radius, and a sigma if it differs: blur(7) or blur(7,3); got 0.",
        "filters:blur(1,2,3)": "blur: takes a radius, and a sigma if it differs: blur(7) or blur(7,3); got 3.",
        "filters:blur(0)": "blur: sigma must be a number above 0 up to 150, got '0'.",
        "filters:blur(-7)": "blur: sigma must be a number above 0 up to 150, got '-7'.",
        "filters:blur(%C2%B2)": "blur: sigma must be a number above 0 up to 150, got '\u00b2'.",
    },
    "sharpen": {
        "sharpen:-1": "sharpen: amount must be a number from 0 to 10, got '-1'.",
        "sharpen:11,-1": "sharpen: amount must be a number from 0 to 10, got '11'. sharpen: sigma must be a number "
        "from 0 to 10, got '-1'.",
        "filters:sharpen(1,2,maybe)": "sharpen: what must be one of edges, lightness, colors, got 'maybe'.",
        "filters:sharpen(1,2,true,4)": "sharpen: takes at most 3 (",
    },
    "unsharp": {
        "unsharp:": "unsharp: sigma is required: a number above 0 up to 10.",
        "unsharp:1,11,101": "unsharp: amount must be a number from 0 to 10, got '11'. unsharp: threshold must be a "
        "number from 0 to 100, got '101'.",
    },
    "pixelate": {"pixelate:0": "pixelate: size must be a whole number from 1 to 1000, got '0'."},
    "convolution": {
        "convolution:1;1;1": "convolution: columns is required: a whole number from 1 to 15.",
        "convolution:1;x,1": f"convolution: matrix {KERNEL}, got '1;x'.",
        "convolution:1;1e5;1,1": f"convolution: matrix {KERNEL}, got '1;1e5;1'.",
        "convolution:1;;1,1": f"convolution: matrix {KERNEL}, got '1;;1'.",
        "convolution:1,17": "convolution: columns must be a whole number from 1 to 15, got '17'.",
        "convolution:1;1,2": "convolution: matrix must have an odd number of rows, at most 15, in an odd number of "
        "columns, got 2 numbers in 2 columns.",
        "convolution:1,1,maybe": "convolution: normalize must be true or false, got 'maybe'.",
    },
    "noise": {
        "noise:256": "noise: amount must be a number from 0 to 255, got '256'.",
        "noise:1,-1": "noise: seed must be a whole number from 0 to 2147483647, got '-1'.",
    },
    "grayscale": {"grayscale:1": "grayscale: takes no arguments, got 1."},
    "brightness": {
        "filters:brightness()": f"brightness: amount is required: {PERCENT}.",
        "filters:brightness(20,30)": f"brightness: takes at most 1 (amount: {PERCENT}), got 2.",
        "brightness:-101": f"brightness: amount must be {PERCENT}, got '-101'.",
    },
    "contrast": {"contrast:101": f"contrast: amount must be {PERCENT}, got '101'."},
    "saturation": {"saturation:-1": "saturation: factor must be a number from 0 to 10, got '-1'."},
    "hue": {"hue:361": "hue: degrees must be a number from -360 to 360, got '361'."},
    "rgb": {"rgb:1,101,x": f"rgb: green must be {PERCENT}, got '101'. rgb: blue must be {PERCENT}, got 'x'."},
    "colorize": {
        "colorize:-1,0,0,red": "colorize: red must be a number from 0 to 100, got '-1'.",
        "colorize:1,2,3,reddish": f"colorize: color {COLOR}, got 'reddish'.",
    },
    "curve": {
        "curve:0-0;0-1": f"curve: all {POINTS}, got '0-0;0-1'.",
        "curve:,0-256": f"curve: red {POINTS}, got '0-256'.",
        "curve:,,1-1;": f"curve: green {POINTS}, got '1-1;'.",
        "filters:curve([],[],[],[(1,2))": f"curve: blue {POINTS}, got '[(1,2)'.",
    },
    "equalize": {"equalize:1": "equalize: takes no arguments, got 1."},
    "invert": {"invert:true": "invert: takes no arguments, got 1."},
    "duotone": {
        "duotone:red": "duotone: light is required: a colour: ",
        "duotone:red,blue,2": "duotone: strength must be a number from 0 to 1, got '2'.",
    },
    "monochrome": {
        "monochrome:": "monochrome: color is required: a colour: ",
        "monochrome:red,-1": "monochrome: strength must be a number from 0 to 1, got '-1'.",
    },
    "sepia": {"sepia:2": "sepia: strength must be a number from 0 to 1, got '2'."},
    "background": {
        "background:": "background: color is required: one of auto or a colour: ",
        "background:reddish": f"background: color {AUTO}, got 'reddish'.",
        "background:12345": f"background: color {AUTO}, got '12345'.",
        "background:%23red": f"background: color {AUTO}, got '#red'.",
        "background:%23%2312345": f"background: color {AUTO}, got '##12345'.",
        "background:rgb%281%2C2%2C3%29": f"background: color {AUTO}, got 'rgb(1,2,3)'.",
    },
    "pad": {
        "pad:": "pad: top is required: a whole number from 0 to 10000.",
        "pad:10001": "pad: top must be a whole number from 0 to 10000, got '10001'.",
        "pad:1,-1": "pad: right must be a whole number from 0 to 10000, got '-1'.",
        "pad:1,2,3,4,x": f"pad: color {COLOR}, got 'x'.",
        "pad:1,2,3,4,red,6": "pad: takes at most 5 (",
    },
    "extend": {
        "extend:20": "extend: height is required: pixels such as 120, or percent such as 12.5p.",
        "extend:-1,20": f"extend: width {LENGTH}, got '-1'.",
        "extend:20,20,middle": "extend: gravity must be one of center, left, right, top, bottom, top-left, top-right, "
        "bottom-left, bottom-right, got 'middle'.",
        "extend:20,20,,mean": f"extend: color {GROUND}, got 'mean'.",
        "extend:1,2,left,red,5": "extend: takes at most 4 (",
    },
    "fill": {
        "fill:": "fill: color is required: one of auto, blur or a colour: ",
        "fill:notacolor": f"fill: color {GROUND}, got 'notacolor'.",
        "fill:red,perhaps": "fill: transparent must be true or false, got 'perhaps'.",
        "fill:red,,-1": f"fill: width {SIDE}, got '-1'.",
        "fill:red,,1,100001": f"fill: height {SIDE}, got '100001'.",
        "fill:red,,1,1,turned": "fill: adaptive must be true or false, got 'turned'.",
    },
    "round-corner": {
        "round-corner:": "round-corner: radius is required: pixels such as 120, or percent such as 12.5p.",
        "round-corner:-1": f"round-corner: radius {LENGTH}, got '-1'.",
        "round-corner:1|x": f"round-corner: vertical {LENGTH}, got 'x'.",
        "round-corner:1,reddish": f"round-corner: color {COLOR}, got 'reddish'.",
        "round-corner:1|2,red,4": "round-corner: takes at most 3 (",
        "filters:round_corner(1,2,3,256)": "round-corner: takes a radius, red, green and blue from 0 to 255, and true "
        "or false, got '1,2,3,256'.",
    },
    "text": {
        "text:": f"text: words is required: {WORDS}.",
        f"text:{'x' * 501}": f"text: words must be {WORDS}, got 'x",
        "text:b64:YWIJ": f"text: words must be {WORDS}, got 'b64:YWIJ'.",  # a tabulator
        "text:b64:*": f"text: words must be {WORDS}, got 'b64:*'.",
        "text:Hi,1,2,-3": f"text: size {LENGTH}, got '-3'.",
        "text:Hi,1,2,3,red,101": "text: alpha must be a number from 0 to 100, got '101'.",
        "text:Hi,1,2,3,red,1,1,middle": "text: align must be one of left, center, right, got 'middle'.",
        "text:Hi,1,2,3,red,1,1,left,sans,361": "text: rotation must be a number from -360 to 360, got '361'.",
        "filters:text(Hi,1,2,sans-9,red,0,multiply)": "text: inside filters: it takes text, x, y, font and size, c",
    },
    "label": {
        "label:Hi,1,2": "label: size is required: pixels such as 120, or percent such as 12.5p. label: color is req",
        "label:Hi,1,2,3,red,0,sans,8": "label: takes at most 7 (",
    },
    "watermark": {
        "watermark:a.png": f"watermark: x is required: {ACROSS}. watermark: y is required: {DOWN}. watermark: alpha is",
        "watermark:,0,0,0": "watermark: source is required: the key of a picture, its slashes written %2F, or b64: ",
        "watermark:a,top,0,0": f"watermark: x must be {ACROSS}, got 'top'.",
        "watermark:a,0,left,0": f"watermark: y must be {DOWN}, got 'left'.",
        "watermark:a,1.5,1000000,0": f"watermark: x must be {ACROSS}, got '1.5'. watermark: y must be {DOWN}, got '10",
        "watermark:a,0,0,101": "watermark: alpha must be a number from 0 to 100, got '101'.",
        "watermark:a,0,0,0,-1": "watermark: w_ratio must be a number above 0 up to 1000, got '-1'.",
        "watermark:a,0,0,0,50,1001": "watermark: h_ratio must be a number above 0 up to 1000, got '1001'.",
        "watermark:b64:YjY0Ong,0,0,0": "watermark: source must be the key of a picture, ",
        "watermark:a,0,0,0,1,1,1": "watermark: takes at most 6 (source: the key of a picture, ",
    },
    "frame": {
        "frame:": "frame: source is required: the key of a picture, ",
        "frame:b64:YjY0Ong": "frame: source must be the key of a picture, ",
        "frame:a,b": "frame: takes at most 1 (source: the key of a picture, ",
    },
    "dpr": {
        "dpr:": "dpr: density is required: a number above 0 up to 8.",
        "dpr:0": "dpr: density must be a number above 0 up to 8, got '0'.",
        "dpr:8.5": "dpr: density must be a number above 0 up to 8, got '8.5'.",
        "dpr:2x": "dpr: density must be a number above 0 up to 8, got '2x'.",
    },
    "page": {
        "page:": f"page: number is required: {FRAME}.",
        "page:0": f"page: number must be {FRAME}, got '0'.",
        "filters:page(1000001)": f"page: number must be {FRAME}, got '1000001'.",
    },
    "max-frames": {
        "max-frames:": f"max-frames: count is required: {FRAME}.",
        "max-frames:0": f"max-frames: count must be {FRAME}, got '0'.",
        "filters:max_frames(all)": f"max-frames: count must be {FRAME}, got 'all'.",
    },
    "cover": {"cover:1": "cover: takes no arguments, got 1."},
    "format": {
        "format:": "format: format is required: one of jpeg, png, webp, avif, gif, tiff, jxl.",
        "format:svg": "format: format must be one of jpeg, png, webp, avif, gif, tiff, jxl, got 'svg'.",
        "format:heic": "format: heic is not written here, as its codec is not free; avif is the same container",
        "format:HEIF": "format: heic is not written here",
        "format:jpeg,png": "format: takes at most 1 (format: one of jpeg, png, webp, avif, gif, tiff, jxl), got 2.",
    },
    "quality": {
        "quality:": "quality: quality is required: one of auto or a whole number from 1 to 100.",
        "quality:0": "quality: quality must be one of auto or a whole number from 1 to 100, got '0'.",
        "quality:101": "quality: quality must be one of auto or a whole number from 1 to 100, got '101'.",
        "quality:80.5": "quality: quality must be one of auto or a whole number from 1 to 100, got '80.5'.",
        "quality:keep": "quality: quality must be one of auto or a whole number from 1 to 100, got 'keep'.",
    },
    "max-bytes": {
        "max-bytes:": "max-bytes: bytes is required: a whole number from 1 to 1000000000.",
        "max-bytes:0": "max-bytes: bytes must be a whole number from 1 to 1000000000, got '0'.",
        "max-bytes:40kB": "max-bytes: bytes must be a whole number from 1 to 1000000000, got '40kB'.",
    },
    "progressive": {"progressive:slow": "progressive: enabled must be true or false, got 'slow'."},
    "subsampling": {
        "subsampling:": "subsampling: subsampling is required: one of auto, 444, 420.",
        "subsampling:422": "subsampling: subsampling must be one of auto, 444, 420, got '422'.",
    },
    "lossless": {"lossless:nearly": "lossless: lossless must be one of true, false, near, got 'nearly'."},
    "palette": {
        "palette:0": "palette: colors must be 2, 4, 16 or 256, got '0'.",
        "palette:257": "palette: colors must be 2, 4, 16 or 256, got '257'.",
        "palette:few": "palette: colors must be 2, 4, 16 or 256, got 'few'.",
    },
    "compression": {
        "compression:": "compression: level is required: a whole number from 0 to 9.",
        "compression:10": "compression: level must be a whole number from 0 to 9, got '10'.",
        "compression:-1": "compression: level must be a whole number from 0 to 9, got '-1'.",
    },
    "effort": {
        "effort:": "effort: effort is required: a whole number from 0 to 10.",
        "effort:11": "effort: effort must be a whole number from 0 to 10, got '11'.",
        "effort:-1": "effort: effort must be a whole number from 0 to 10, got '-1'.",
    },
    "autojpg": {"autojpg:perhaps": "autojpg: enabled must be true or false, got 'perhaps'."},
    "strip": {"strip:exif": "strip: takes no arguments, got 1."},
    "strip-icc": {"strip-icc:all": "strip-icc: takes no arguments, got 1."},
    "keep": {
        "keep:gps": "keep: kinds[0] must be one of exif, xmp, iptc, icc, copyright, got 'gps'.",
        "keep:icc,EXIF,gps": "keep: kinds[1] must be one of exif, xmp, iptc, icc, copyright, got 'EXIF'.",
        "keep:icc,": "keep: kinds[1] must be one of exif, xmp, iptc, icc, copyright, got ''.",
    },
    "expires": {
        "expires:": f"expires: at is required: {UNTIL}.",
        "expires:-1": f"expires: at must be {UNTIL}, got '-1'.",
        "expires:253402300800": f"expires: at must be {UNTIL}, got '253402300800'.",
        "expires:2030-01-01": f"expires: at must be {UNTIL}, got '2030-01-01'.",
        "expires:1.5": f"expires: at must be {UNTIL}, got '1.5'.",
    },
    "max-age": {
        "max-age:": "max-age: seconds is required: a whole number from 0 to 31536000.",
        "max-age:31536001": "max-age: seconds must be a whole number from 0 to 31536000, got '31536001'.",
        "max-age:1h": "max-age: seconds must be a whole number from 0 to 31536000, got '1h'.",
    },
    "attachment": {"attachment:a%2Fb": "attachment: filename must be a file's name without folders and control char"},
    "preview": {"preview:1": "preview: takes no arguments, got 1."},
    "fallback": {"fallback:": "fallback: key is required: text of at least 1 characters of at most 2000 characters."},
    "raw": {
        "raw:1": "raw: takes no arguments, got 1.",
        "raw/flip": "raw: no operation may stand beside it that changes the picture, got flip.",
        "filters:grayscale():raw()": "raw: no operation may stand beside it that changes the picture, got grayscale.",
        "raw/raw": "raw: no operation may stand beside it that changes the picture, got raw.",
        "fit-in/raw": "raw: no operation may stand beside it that changes the picture, got resize.",
    },
    "skip-processing": {"skip-processing:gif,doc": "skip-processing: formats[1] must be "},
    "meta": {"meta:json": "meta: takes no arguments, got 1."},
    "debug": {"debug:x": "debug: takes no arguments, got 1."},
}  # fmt: skip


@table(("segment", "text"), [pair for table in TAKEN.values() for pair in table.items()])
def test_what_is_taken_has_one_text(segment: str, text: str) -> None:
    assert canonical(segment) == canonical(text) == text


@table(("segment", "said"), [pair for table in REFUSED.values() for pair in table.items()])
def test_what_is_refused_is_told(segment: str, said: str) -> None:
    detail = told(segment)
    assert detail == said if said.endswith(".") else detail.startswith(said)


def test_what_is_in_the_tables_is_an_operation() -> None:
    """A new one need not be: its own test says what is special about it, and what nobody means is tried below."""
    assert list(TAKEN) == list(REFUSED) == [kind.name for kind in OPERATIONS if kind.name in TAKEN]


# What nobody means, in every argument of every operation

VALID = {
    "resize": "300,200,fit-in,left,top,attention,true,1x2:3x4",
    "proportion": "0.5",
    "zoom": "1.5,2",
    "min-width": "320",
    "min-height": "200",
    "ratio": "3,2,smart",
    "orient": "90",
    "unsharp": "1,1,1",
    "pixelate": "8",
    "convolution": "1;2;1,3,true",
    "noise": "10,1",
    "brightness": "20",
    "contrast": "20",
    "saturation": "2",
    "hue": "90",
    "rgb": "1,2,3",
    "colorize": "1,2,3,red",
    "curve": "0-0;1-2,3-4,5-6,7-8",
    "duotone": "red,blue,1",
    "monochrome": "red,1",
    "sepia": "1",
    "manual-crop": "1,2,3,4",
    "crop": "1,2,3,4",
    "trim": "top-left,1",
    "flip": "v",
    "rotate": "90,red",
    "blur": "1,9",
    "sharpen": "1,1,edges",
    "background": "red",
    "pad": "1,2,3,4,red",
    "extend": "1,2,left,red",
    "fill": "red,true,1,2,true,true",
    "round-corner": "1,2,red",
    "text": "Hi,1,2,20,red,0,50,left,sans,0",
    "label": "Hi,1,2,20,red,0,sans",
    "watermark": "a.png,1,2,3,4,5",
    "frame": "a.9.png",
    "dpr": "2",
    "page": "1",
    "max-frames": "1",
    "format": "png",
    "quality": "80",
    "max-bytes": "1000",
    "progressive": "true",
    "subsampling": "444",
    "lossless": "near",
    "palette": "16",
    "compression": "9",
    "effort": "4",
    "autojpg": "true",
    "keep": "icc",
    "expires": "1",
    "max-age": "1",
    "attachment": "x.jpg",
    "fallback": "x.jpg",
    "skip-processing": "gif",
}


def valid(kind: type[Segment]) -> list[str]:
    """An argument for each field; without a row above, those of the example."""
    if kind.name in VALID or not kind.model_fields:
        return VALID.get(kind.name, "").split(",")
    (shown,) = (one.text for one in GRAMMAR.parse(kind.example).operations if isinstance(one, kind))
    given = shown.partition(":")[2].split(kind.separator)
    return given + [""] * (len(kind.model_fields) - len(given))


# A loop and not parameters: hundreds of arguments times this would cost pytest more than the tests themselves.
WILD = {
    "nan": "nan",
    "-nan": "-nan",
    "inf": "inf",
    "-inf": "-inf",
    "infinity": "Infinity",
    "1e999": "1e999",
    "-1e999": "-1e999",
    "1e400p": "1e400p",
    "300 digits": "9" * 300,
    "5000 digits": "9" * 5000,
    "5000 digits below 0": "-" + "9" * 5000,
    "5000 digits percent": "9" * 5000 + "p",
    "5000 places": "0." + "0" * 5000 + "x",
    "hex": "0x10",
    "null": "null",
    "None": "None",
    "a list": "[1]",
    "a table": "{}",
    "quotes": "''''",
    "format": "%7B0%7D",
    "a slash": "..%2F..%2Fetc",
    "another alphabet": "%E0%A5%A9x",
    "superscript": "%C2%B2",
    "smile": "%F0%9F%98%80",
    "a minus that is none": "%E2%88%921",
    "a megabyte of blanks": "%20" * 2000 + "x",
}  # fmt: skip

ARGUMENTS = [
    (kind, at, name)
    for kind in OPERATIONS
    for at, (name, field) in enumerate(kind.model_fields.items())
    if field.annotation is not str  # which takes most of it
]
each_argument = table(("kind", "at", "name"), ARGUMENTS)


def with_argument(kind: type[Segment], at: int, text: str) -> list[str]:
    given = valid(kind)
    return [*given[:at], text, *given[at + 1 :]]


def test_every_argument_is_tried() -> None:
    assert set(VALID) <= {kind.name for kind in OPERATIONS if kind.model_fields}
    for kind in OPERATIONS:
        assert len(valid(kind)) == max(1, len(kind.model_fields))
        assert canonical(f"{kind.name}:{kind.separator.join(valid(kind))}")


@each_argument
def test_what_nobody_means_is_refused_by_name(kind: type[Segment], at: int, name: str) -> None:
    allowed = field_says(kind.model_fields[name], null=False)
    each = allowed.removeprefix("a list, each ")
    for text in WILD.values():
        said = told(f"{kind.name}:{kind.separator.join(with_argument(kind, at, text))}")
        assert said.startswith(
            (f"{kind.name}: {name} must be {allowed}, got ", f"{kind.name}: {name}[0] must be {each}, ")
        )
        assert len(said) < 400


@each_argument
def test_what_nobody_means_is_refused_in_filters(kind: type[Segment], at: int, name: str) -> None:
    for text in WILD.values():
        arguments = ",".join(with_argument(kind, at, text))
        said = told(f"filters:{filter_name(kind)}({arguments})")
        assert said.startswith(f"{kind.name}: ")
        assert name in said or kind.name == "blur"  # where the radius is the first
        assert len(said) < 400


@each_argument
def test_an_argument_left_empty_is_left_out(kind: type[Segment], at: int, name: str) -> None:
    segment = f"{kind.name}:{kind.separator.join(with_argument(kind, at, ''))}"
    field = kind.model_fields[name]
    if field.is_required():
        assert told(segment).startswith(f"{kind.name}: {name} is required: {field_says(field, null=False)}.")
    else:
        (operation,) = GRAMMAR.operations(segment)
        assert getattr(operation, name) == field.get_default()


MANY = {"keep": "kinds", "resize": "focal", "skip-processing": "formats"}
"""Operations whose last argument takes all that are left."""


@table("kind", OPERATIONS, ids=lambda kind: kind.name)
def test_one_argument_too_many_is_refused(kind: type[Segment]) -> None:
    arguments = [*valid(kind), "x"] if kind.model_fields else ["x"]
    said = told(f"{kind.name}:{kind.separator.join(arguments)}")
    if kind.name in MANY:
        assert said.startswith(f"{kind.name}: {MANY[kind.name]}[1] must be ")
    else:
        assert said.startswith(f"{kind.name}: takes ")
        assert said.endswith(f", got {len(arguments)}.")
        assert all(f"{name}: {field_says(field, null=False)}" in said for name, field in kind.model_fields.items())


def test_every_problem_is_told_at_once() -> None:
    assert told("pad:x,y,1,z,w").count("pad: ") == 4
    assert told("manual-crop:,x").split(" is required")[0] == "manual-crop: left"
    assert told("crop:").count(" is required: ") == 4


@table("kind", OPERATIONS, ids=lambda kind: kind.name)
def test_an_argument_of_another_name_is_told(kind: type[Segment]) -> None:
    with pytest.raises(BadArgument, match=f"{kind.name}: widht unknown"):
        kind.build(widht=1)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "-1e999", "Infinity"])
def test_a_number_without_limits_is_a_number(text: str) -> None:
    class Loose(Segment):
        name: ClassVar[str] = "loose"

        number: float

    assert Loose.parse(["1e300"]).text == "loose:1e+300"
    with pytest.raises(BadArgument, match=f"loose: number must be a number, got '{text}'."):
        Loose.parse([text])
