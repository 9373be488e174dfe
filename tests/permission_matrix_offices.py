"""Who gets what at the pages of people and custodians, of delegations and of mail; see permission_matrix.py."""

# Each line: address, object, method, and a cell for each of PEOPLE in their order.
OFFICES = """
                                          anon inact none  offi lead regi  cust fina  vali publ admi audi

accounts:language           own      GET   in   in   200   200  200  200   200  200   200  200  200  200
accounts:language           own      POST  in   in   303   303  303  303   303  303   303  303  303  303
surveys:people              own      GET   in   in   404   200  200  200   200  404   200  200  200  200
surveys:people              other's  GET   in   in   404   404  404  404   200  404   200  200  200  200
surveys:people              missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:people              own      POST  in   in   404   403  303  403   403  404   403  403  303  403
surveys:people              other's  POST  in   in   404   404  404  404   403  404   403  403  303  403
surveys:people              missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
indicators:custodianships   own      GET   in   in   404   404  404  404   404  404   404  404  200  200
indicators:custodianships_of own     GET   in   in   404   404  404  404   404  404   404  404  200  200
indicators:custodianships_of missing GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:custodianships_of own     POST  in   in   404   404  404  404   404  404   404  404  303  403
indicators:custodianships_of missing POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:delegation          own      POST  in   in   404   403  303  403   403  404   403  403  403  403
surveys:delegation          other's  POST  in   in   404   404  404  404   403  404   403  403  403  403
surveys:delegation          missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:mails               own      GET   in   in   404   404  404  200   404  404   200  404  200  200
surveys:mails               missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
surveys:mails               own      POST  in   in   404   404  404  403   404  404   403  404  303  403
surveys:mails               missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
surveys:mails_csv           own      GET   in   in   404   404  404  200   404  404   200  404  200  200
surveys:mails_csv           missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
"""
