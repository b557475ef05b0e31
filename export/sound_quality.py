"""placeholder"""
def measure(run, plan, sources): return {}
