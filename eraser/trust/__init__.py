"""Trust lists: read, shown, checked, judged. Will a phone that holds this list take that one?"""
