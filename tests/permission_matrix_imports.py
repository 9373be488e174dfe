"""Who gets what at the pages of files read by mappings; see permission_matrix.py."""

# Each line: address, object, method, and a cell for each of PEOPLE in their order.
IMPORTS = """
                                          anon inact none  offi lead regi  cust fina  vali publ admi audi

surveys:import              own      GET   in   in   404   200  200  404   200  404   404  404  404  404
surveys:import              missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:import              own      POST  in   in   404   303  303  404   303  404   404  404  404  404
surveys:import              missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:imported            own      GET   in   in   404   200  200  404   200  404   404  404  404  404
surveys:imported            other's  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:imported            missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:imported            own      POST  in   in   404   303  303  404   303  404   404  404  404  404
surveys:imported            other's  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:imported            missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
records:import              own      GET   in   in   404   200  200  404   404  404   404  404  200  404
records:import              own      POST  in   in   404   303  303  404   404  404   404  404  303  404
records:import              missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
records:imported            own      GET   in   in   404   200  200  404   404  404   404  404  200  404
records:imported            other's  GET   in   in   404   404  404  404   404  404   404  404  404  404
records:imported            missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
records:imported            own      POST  in   in   404   303  303  404   404  404   404  404  303  404
records:imported            other's  POST  in   in   404   404  404  404   404  404   404  404  404  404
records:imported            missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
"""
