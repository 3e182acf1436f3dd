"""Every setting: a section a file, config.py has them all, configfile.py reads them."""
