"""Files that people send with their answers: judged by their content, read only by who may read the answers."""
