"""The library of experts: recommended by enterprises, admitted by offices, commissioned in batches, recused, retired.

Names and what an expert declares stay in this store; events and other services know an expert by reference.
"""
